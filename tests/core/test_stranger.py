"""What a stranger would try at the door: another's cookie, another's site, another's name, and the same over https."""

from pathlib import Path

import pytest

from lms.cli.migrate import upgrade
from lms.people.views.door import safe_next
from lms.testing import House, make_person


@pytest.fixture
def secure(tmp_path: Path) -> House:
    house = House(tmp_path / "data", PEER_LMS_BASE_URL="https://learn.example")
    upgrade(house.runtime.database)
    return house


@pytest.mark.on("sqlite")
def test_over_https_no_neighbour_can_plant_our_cookie(secure: House) -> None:
    reply = secure.app.test_client().get("/sign-in", base_url="https://learn.example")
    cookie = reply.headers["Set-Cookie"]
    assert cookie.startswith("__Host-lms_session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    secure.close()


@pytest.mark.on("sqlite")
def test_the_plain_name_is_not_believed_over_https(secure: House) -> None:
    with secure.unit() as session:
        person = make_person(session, name="Ann")
    client = secure.client(person)  # signed in under the name without a prefix
    assert client._client.get("/account", base_url="https://learn.example").status_code == 302
    secure.close()


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    "path", ["/sign-in", "/nowhere", "/account", "/static/lms.css", "/healthz", "/sign-in/x%0d%0aX: y"]
)
def test_every_reply_says_the_same_to_browsers(house: House, path: str) -> None:
    reply = house.app.test_client().get(path)
    reply.close()
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] == "same-origin"
    assert reply.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert reply.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert reply.headers["Cache-Control"] == ("no-cache" if "static" in path else "no-store")
    assert "X" not in reply.headers


OUTSIDE = (
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example",
    "javascript:alert(1)", "/\t/evil.example", "/\n//evil.example", "\t//evil.example", " //evil.example", "/%0d\r\nX: y", "evil.example",
    "", "/" * 501, "\u2028//evil.example", "data:text/html,x", "/\\/evil.example", "http:/evil.example",
)  # fmt: skip


@pytest.mark.parametrize("wanted", OUTSIDE)
def test_nobody_is_sent_outside(wanted: str) -> None:
    assert safe_next(wanted) == ""


def test_inside_is_kept() -> None:
    assert safe_next("/learn?x=//y") == "/learn?x=//y"
