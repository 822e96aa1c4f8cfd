"""Addresses built from rules are those that Flask builds."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask, url_for
from werkzeug.routing import BuildError

from lms.core.ui.links import Addresses, url
from lms.testing import House

ID = UUID("00000000-0000-4000-8000-00000000000a")
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("people.home", {}, "/"),
    ("people.sign_in", {"next": None}, "/sign-in"),
    ("people.sign_in", {"next": "/posts?a=b&c"}, "/sign-in?next=/posts?a%3Db%26c"),
    ("modules.module", {"enrolment_id": ID, "module_slug": "a b ü"}, f"/learn/{ID}/a%20b%20%C3%BC"),
    ("modules.learn", {"programme": ID}, f"/learn?programme={ID}"),
    ("employment.start", {"start_id": ID, "_anchor": "dbs"}, f"/start/{ID}#dbs"),
    ("static", {"filename": "lms.css", "v": "1"}, "/static/lms.css?v=1"),
]


@pytest.mark.parametrize(("endpoint", "params", "address"), CASES)
@pytest.mark.parametrize("root", ["", "/there"])
def test_as_flask_would(house: House, endpoint: str, params: dict[str, Any], address: str, root: str) -> None:
    with house.app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
        for _twice in range(2):
            assert url(endpoint, **params) == url_for(f"lms.{endpoint}", **params)
        assert url(endpoint, **params) == root + address


def test_what_is_missing_is_said_as_flask_says_it(house: House) -> None:
    with house.app.test_request_context("/"), pytest.raises(BuildError, match="start_id"):
        url("employment.start")


def test_what_only_flask_knows_is_left_to_flask() -> None:
    app = Flask("host")
    app.add_url_rule("/one", "one")
    app.add_url_rule("/two", "two")
    app.add_url_rule("/two/<int:n>", "two")
    app.add_url_rule("/three", "three", defaults={"n": 1})
    with app.app_context():
        known = Addresses()
        assert [known.path(name, {}) for name in ("one", "two", "three", "four")] == ["/one", None, None, None]
        app.url_default_functions[None] = [lambda _endpoint, _values: None]
        assert Addresses().path("one", {}) is None
