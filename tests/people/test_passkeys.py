"""Passkeys in Chromium, with an authenticator that its developer tools make up."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import sqlalchemy as sa
from people.conftest import PASSWORD, joined, sign_in
from playwright.sync_api import Browser, CDPSession, Page

from lms.core.settings import Settings
from lms.people.factors import passkeys
from lms.people.models import Ceremony, Factor, FactorKind, UserSession
from lms.testing import House
from lms.testing.house import Template
from lms.testing.live import free_port, served

pytestmark = [pytest.mark.browser, pytest.mark.on("sqlite")]


@pytest.fixture
def place(tmp_path: Path, template: Template) -> Iterator[tuple[House, str]]:
    """A house that asks staff for a second factor, under a name that browsers make passkeys for."""
    port = free_port()
    address = f"http://localhost:{port}"
    house = House(tmp_path / "keys", template, PEER_LMS_SECOND_FACTOR="required", PEER_LMS_BASE_URL=address)
    with served(house, port):
        yield house, address
    house.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def authenticator(tab: Page, *, verified: bool = True) -> tuple[CDPSession, str]:
    """A phone with a lock that knows its owner, or does not."""
    tools = tab.context.new_cdp_session(tab)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return tools, made["authenticatorId"]


def with_password(tab: Page, address: str) -> None:
    tab.goto(f"{address}/sign-in")
    tab.get_by_label("E-mail address").fill("ada@test.example")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.wait_for_load_state()


def make_passkey(tab: Page, address: str) -> None:
    with_password(tab, address)
    assert tab.url.startswith(f"{address}/second-factor/add")
    tab.get_by_role("button", name="Make a passkey").click()
    tab.get_by_role("heading", name="Keep these codes").wait_for()


def test_a_passkey_is_made_and_signs_in_by_itself(place: tuple[House, str], tab: Page) -> None:
    house, address = place
    joined(house)
    authenticator(tab)
    make_passkey(tab, address)
    assert tab.locator(".lms-codes code").count() == 10
    tab.get_by_role("link", name="I have kept them").click()
    tab.get_by_role("button", name="Sign out").click()
    tab.goto(f"{address}/sign-in?next=/account")
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.get_by_role("heading", name="Your account").wait_for()
    assert "Passkey: Chrome on Linux" in tab.inner_text("main")
    with house.unit() as session:
        kept = session.scalars(sa.select(Factor)).one()
        assert kept.kind is FactorKind.PASSKEY
        assert kept.sign_count >= 1
        assert session.scalar(sa.select(sa.func.count()).select_from(Ceremony)) == 0


def test_after_the_password_a_passkey_is_the_second_step(place: tuple[House, str], tab: Page) -> None:
    house, address = place
    joined(house)
    authenticator(tab)
    make_passkey(tab, address)
    tab.get_by_role("link", name="I have kept them").click()
    tab.get_by_role("button", name="Sign out").click()
    with_password(tab, address)
    assert tab.get_by_role("heading", level=1).inner_text() == "One more step"
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.get_by_role("heading", name="Hello, Ada").wait_for()
    with house.unit() as session:
        half = session.scalars(sa.select(UserSession).where(UserSession.second_at.is_(None))).all()
        assert all(row.ended_at is not None for row in half)


def test_a_device_whose_owner_did_not_show_themselves_is_refused(place: tuple[House, str], tab: Page) -> None:
    house, address = place
    joined(house)
    tools, key = authenticator(tab)
    make_passkey(tab, address)
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    tab.get_by_role("link", name="I have kept them").click()
    tab.get_by_role("button", name="Sign out").click()
    tab.goto(f"{address}/sign-in")
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.get_by_text("That did not work. Try again, or use another way.").wait_for()


def test_an_answer_is_good_once_and_for_its_own_question(place: tuple[House, str], tab: Page) -> None:
    """The browser's own answer, sent again, sent by another browser, and bent."""
    house, address = place
    joined(house)
    authenticator(tab)
    make_passkey(tab, address)
    tab.get_by_role("link", name="I have kept them").click()
    tab.get_by_role("button", name="Sign out").click()
    sent: list[str] = []
    tab.route("**/sign-in/passkey", lambda route: (sent.append(route.request.post_data or ""), route.abort()))
    tab.goto(f"{address}/sign-in")
    with tab.expect_event("requestfailed"):
        tab.get_by_role("button", name="Sign in with a passkey").click()
    answer = dict(_pairs(sent[0]))
    token = next(one["value"] for one in tab.context.cookies() if one["name"] == "lms_session")
    ours, stranger = house.client(), house.client()
    ours.use_token(token)
    fields = {name: answer[name] for name in ("ceremony", "answer")}
    stranger.post("/sign-in/passkey", fields, status=422)
    bent = json.loads(answer["answer"])
    bent["response"]["signature"] = bent["response"]["signature"][:-8] + "AAAAAAAA"
    assert ours.post("/sign-in/passkey", fields, status=303).location == "/"
    assert ours.get("/").h1 == "Hello, Ada"
    ours.post("/sign-in/passkey", fields, status=422)
    asked = ours.post("/sign-in/passkey/question", status=200).reply.get_json()
    for text in (answer["answer"], json.dumps(bent), "[]", "", "{}", '{"rawId": 1}'):
        ours.post("/sign-in/passkey", {"ceremony": asked["ceremony"], "answer": text}, status=422)


def _pairs(body: str) -> Any:
    return parse_qsl(body)


def test_a_suspended_person_is_not_let_in_by_a_passkey(place: tuple[House, str], tab: Page) -> None:
    house, address = place
    person = joined(house)
    authenticator(tab)
    make_passkey(tab, address)
    with house.unit() as session:
        session.execute(sa.text("update lms_person set state = 'suspended'"))
    tab.goto(f"{address}/sign-in")
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.get_by_text("This account is closed for now.").wait_for()
    assert person


@pytest.mark.parametrize("script", [True, False])
def test_without_javascript_the_page_says_so_and_an_app_still_works(
    place: tuple[House, str], browser: Browser, script: bool
) -> None:
    house, address = place
    joined(house)
    context = browser.new_context(java_script_enabled=script)
    tab = context.new_page()
    with_password(tab, address)
    assert tab.get_by_text("A passkey needs JavaScript, which is off here.").is_visible() is not script
    assert tab.get_by_role("button", name="Make a passkey").is_visible() is script
    tab.get_by_role("button", name="Set up an app").click()
    assert tab.get_by_role("heading", level=1).inner_text() == "Set up your app"
    context.close()


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        ("https://peer.example", True), ("http://localhost:8000", True), ("http://peer.example", False),
        ("http://127.0.0.1:8000", False), ("https://[::1]", False), ("https://192.0.2.1", False), ("", False),
    ],
)  # fmt: skip
def test_where_browsers_make_passkeys(address: str, possible: bool) -> None:
    assert passkeys.possible(Settings(base_url=address)) is possible


def test_where_they_are_not_made_nobody_is_asked(tmp_path: Path, template: Template) -> None:
    house = House(tmp_path / "plain", template, PEER_LMS_BASE_URL="http://127.0.0.1:8000")
    joined(house)
    browser = house.client()
    assert "passkey" not in browser.get("/sign-in").text
    browser.post("/sign-in/passkey/question", status=404)
    sign_in(browser)
    assert "passkey" not in browser.get("/second-factor/add").text
    house.close()
