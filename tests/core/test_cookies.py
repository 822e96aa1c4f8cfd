"""Every cookie we set over https: for no script, sent nowhere else, and by its name no other site's."""

from collections.abc import Iterator

import pytest
from engines import Engine
from people.conftest import PASSWORD, joined
from stock import Stock

from lms.testing import House
from lms.testing.house import Template

pytestmark = pytest.mark.on("sqlite")
HERE = "https://learn.example"
LOOKS = {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


@pytest.fixture
def secure(stock: Stock, engine: Engine, template: Template) -> Iterator[House]:
    """An app that people reach over https."""
    with stock.lent(engine, template, PEER_LMS_BASE_URL=HERE) as lent:
        yield lent


def visit(house: House) -> list[str]:
    """Every cookie of somebody who signs in, chooses how pages look, shares their device, and is told so."""
    joined(house)
    house.app.add_url_rule("/x-keep", "x_keep", lambda: __import__("flask").session.setdefault("seen", "kept"))
    browser, cookies = house.app.test_client(), []

    def send(path: str, **form: str) -> str:
        page = browser.get(path, base_url=HERE)
        if form:
            proof = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
            sent = browser.post(path, data={**form, "csrf_token": proof}, base_url=HERE)
            assert sent.status_code == 303, f"{path}: {sent.text}"
            cookies.extend(sent.headers.getlist("Set-Cookie"))
        cookies.extend(page.headers.getlist("Set-Cookie"))
        return page.text

    send("/account/reading", size="large", spacing="standard", colour="standard")
    send("/sign-in", email="ada@test.example", password=PASSWORD)
    send("/account/this-device", shared="yes")
    assert 'value="yes" checked' in send("/account/this-device"), "it is found again under its name"
    send("/x-keep")
    return cookies


def weak(cookies: list[str]) -> set[str]:
    """Names of those that another host, a script or a plain connection could touch."""
    parted = [[part.strip() for part in cookie.split(";")] for cookie in cookies]
    return {
        first.partition("=")[0]
        for first, *looks in parted
        if not first.startswith("__Host-") or not set(looks) >= LOOKS or any(one.startswith("Domain") for one in looks)
    }


def test_each_is_bound_to_this_host_by_its_name(secure: House) -> None:
    cookies = visit(secure)
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        f"__Host-{name}" for name in ("lms_session", "lms_notice", "lms_reading", "lms_device", "lms_shared", "session")
    }
    assert weak(cookies) == set()


def test_a_weak_one_is_noticed(secure: House) -> None:
    secure.app.after_request(lambda reply: reply.set_cookie("lms_shared", "y", secure=True) or reply)
    assert weak(visit(secure)) == {"lms_shared"}
    good = "__Host-a=1; Secure; HttpOnly; Path=/; SameSite=Lax"
    assert weak([good]) == set()
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert weak([good.replace(f"; {part}", "")]) == {"__Host-a"}
