"""Behind proxies: whose word counts, which names we answer to, and what browsers are told to keep."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import request

from lms.core.errors import NotReady
from lms.testing import House
from lms.testing.house import Template

pytestmark = pytest.mark.on("sqlite")
Build = Callable[..., House]


@pytest.fixture
def build(tmp_path: Path, template: Template) -> Iterator[Build]:
    built: list[House] = []

    def one(**settings: Any) -> House:
        built.append(House(tmp_path / str(len(built)), template, **settings))
        return built[-1]

    yield one
    for house in built:
        house.close()


FORWARDED = {
    "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
    "X-Forwarded-Proto": "http, https",
    "X-Forwarded-Host": "evil.example, lms.example",
}


@pytest.mark.parametrize(
    ("proxies", "expected"),
    [
        (0, ("10.0.0.1", "http", "inside")),
        (1, ("198.51.100.7", "https", "lms.example")),
        (2, ("203.0.113.9", "http", "evil.example")),
    ],
)
def test_as_many_proxies_are_believed_as_there_are(build: Build, proxies: int, expected: tuple[str, ...]) -> None:
    app = build(PEER_LMS_PROXIES=proxies).app
    seen: list[tuple[str | None, ...]] = []
    app.before_request(lambda: seen.append((request.remote_addr, request.scheme, request.host)))
    app.test_client().get(
        "/healthz", headers=FORWARDED, base_url="http://inside", environ_base={"REMOTE_ADDR": "10.0.0.1"}
    )
    assert seen == [expected]


@pytest.mark.parametrize("number", ["-1", "6", "one"])
def test_a_number_of_proxies_that_cannot_be(build: Build, number: str) -> None:
    with pytest.raises(NotReady, match="PEER_LMS_PROXIES is"):
        build(PEER_LMS_PROXIES=number)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("lms.example", 200),
        ("lms.example:8443", 200),
        ("a.college.example", 200),
        ("evil.example", 400),
        ("10.1.2.3", 400),
    ],
)
def test_we_answer_to_our_names_only(build: Build, host: str, status: int) -> None:
    house = build(PEER_LMS_TRUSTED_HOSTS="lms.example,.college.example", PEER_LMS_BASE_URL="https://lms.example")
    reply = house.app.test_client().get("/sign-in", base_url=f"http://{host}")
    assert reply.status_code == status
    if status == 400:
        assert "This is not our address" in reply.text
        assert 'href="https://lms.example/"' in reply.text
        assert host not in reply.text
        assert reply.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]


def test_a_proxy_cannot_bring_in_another_name(build: Build) -> None:
    client = build(PEER_LMS_TRUSTED_HOSTS="lms.example", PEER_LMS_PROXIES=1).app.test_client()
    headers = {"X-Forwarded-Host": "evil.example"}
    assert client.get("/sign-in", base_url="http://lms.example").status_code == 200
    assert client.get("/sign-in", base_url="http://lms.example", headers=headers).status_code == 400


@pytest.mark.parametrize(("address", "kept"), [("https://lms.example", True), ("http://lms.example", False)])
def test_https_is_kept_to_where_our_address_has_it(build: Build, address: str, kept: bool) -> None:
    reply = build(PEER_LMS_BASE_URL=address).app.test_client().get("/sign-in")
    cookies = reply.headers.getlist("Set-Cookie")
    assert len(cookies) == 1
    assert ("; Secure" in cookies[0]) is kept
    assert "; HttpOnly" in cookies[0]
    assert reply.headers.get("Strict-Transport-Security") == ("max-age=31536000" if kept else None)
