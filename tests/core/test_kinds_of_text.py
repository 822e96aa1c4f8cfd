"""Each reply says what it is, and text in which characters. The test client looks at every reply it gets; here are all kinds."""

from typing import Any

import pytest
from conftest import Told
from flask import Response

from lms.core.access import Open, requires
from lms.testing import House
from lms.testing.pagelint import kind_faults

pytestmark = pytest.mark.on("sqlite")
KINDS = {
    "/sign-in": "text/html; charset=utf-8",
    "/nowhere": "text/html; charset=utf-8",
    "/healthz": "application/json",
    "/static/lms.css": "text/css; charset=utf-8",
    "/static/lms.js": "text/javascript; charset=utf-8",
    "/static/icon.svg": "image/svg+xml; charset=utf-8",
    "/.well-known/security.txt": "text/plain; charset=utf-8",
    "/certificates/issued.csv": "text/csv; charset=utf-8",
    "/admin/data-map.csv": "text/csv; charset=utf-8",
    "/account/data.json": "application/json",
}


def test_each_kind_of_reply_says_what_it_is(demo_house: House, told: Told) -> None:
    lead = demo_house.client(told.story.people["lead"])
    found = {}
    for path in KINDS:
        with lead._client.get(path) as reply:
            found[path] = reply.headers["Content-Type"]
    assert found == KINDS


def bare() -> Response:
    """A view that forgets to say in which characters it writes."""
    return Response("é", content_type="text/plain")


def test_text_that_does_not_say_so_is_noticed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(house.app.view_functions, "lms.people.sign_in", requires(Open.PUBLIC)(bare))
    with pytest.raises(AssertionError, match="text in no character set: 'text/plain'"):
        house.client().get("/sign-in")


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        ("text/html; charset=UTF-8", True),
        ("application/pdf", True),
        ("", True),
        ("text/html", False),
        ("a/b+xml", False),
    ],
)
def test_kinds_by_hand(kind: str, good: Any) -> None:
    assert (kind_faults({"Content-Type": kind}) == []) is good


@pytest.mark.parametrize(
    "path", ["/static/", "/static/nhsuk-10.6.1/", "/static/nhsuk-10.6.1/images", "/link/", "/.git/config"]
)
def test_no_folder_is_listed(house: House, path: str) -> None:
    assert house.app.test_client().get(path).status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "MADE-UP"])
def test_methods_that_nothing_here_uses_are_refused(house: House, method: str) -> None:
    reply = house.app.test_client().open("/sign-in", method=method, headers={"X-Secret": "s3cr3t"})
    assert reply.status_code == 405
    assert "s3cr3t" not in reply.text
