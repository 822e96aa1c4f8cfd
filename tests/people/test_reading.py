"""How pages look: kept with the person on every device, in a cookie for strangers, and never anything else."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from crawl.looking import SMALL, faults_here, tab_of
from playwright.sync_api import Browser

from lms.audit.models import AuditEvent
from lms.core.ui.reading import classes, reading_of
from lms.people.models import Person
from lms.people.roles import Role
from lms.testing import Client, House, make_node, make_person
from lms.testing.live import served

CHOICE = {"size": "very-large", "spacing": "wide", "colour": "cream"}
LOOKS = ["lms-size-very-large lms-spacing-wide lms-page-cream"]


def looks(client: Client, path: str, status: int = 200) -> list[str]:
    return client.get(path, status).attributes("html", "class")


@pytest.fixture
def ama(house: House) -> UUID:
    with house.unit() as session:
        return make_person(session, {Role.TRAINEE: make_node(session)}, name="Ama").id


def test_a_choice_is_kept_with_the_person_and_found_on_another_phone(house: House, ama: UUID) -> None:
    phone, library = house.client(ama), house.client(ama)
    assert looks(phone, "/account") == []
    sent = phone.submit("/account/reading", CHOICE)
    page = phone.follow(sent)
    assert "Saved. Pages look like this from now on." in page.text
    assert page.attributes("html", "class") == LOOKS
    assert page.attributes("input[checked]", "value") == ["very-large", "wide", "cream"]
    assert looks(library, "/account") == LOOKS
    assert looks(library, "/learn") == LOOKS
    assert looks(library, f"/learn/{uuid4()}/one", 404) == LOOKS  # whatever went wrong, it can be read
    assert "Text: Very large. Spacing: Wide. Colour: Cream." in phone.get("/account/data").text
    # What is chosen on one device never stays behind on it.
    assert "lms_reading" not in sent.reply.headers.get("Set-Cookie", "")
    phone.submit("/account/reading", action="/sign-out")
    assert looks(phone, "/sign-in") == []


def test_a_stranger_keeps_it_in_the_browser_until_a_person_says_otherwise(house: House, ama: UUID) -> None:
    stranger = house.client()
    sent = stranger.submit("/account/reading", {"size": "large", "spacing": "standard", "colour": "standard"})
    cookie = sent.reply.headers["Set-Cookie"]
    assert cookie.startswith('lms_reading="large standard standard"')
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert looks(stranger, "/sign-in") == ["lms-size-large"]
    house.sign_in(stranger, ama)
    assert looks(stranger, "/account") == ["lms-size-large"]
    stranger.submit("/account/reading", {"size": "standard", "spacing": "standard", "colour": "standard"})
    assert looks(stranger, "/account") == []
    assert looks(house.client(ama), "/account") == []


@pytest.mark.parametrize(
    "value", ['"><script>', "huge standard standard", "large", "large wide cream more", "é", "x" * 4000]
)
def test_a_cookie_says_nothing_but_what_can_be_chosen(house: House, value: str) -> None:
    stranger = house.client()
    stranger._client.set_cookie("lms_reading", value)
    page = stranger.get("/sign-in")
    assert page.attributes("html", "class") == []


@pytest.mark.parametrize("wrong", [{"size": "huge"}, {"spacing": ""}, {"colour": "dark"}])
def test_what_is_not_offered_is_refused_and_the_rest_of_the_form_stays(
    house: House, ama: UUID, wrong: dict[str, str]
) -> None:
    client = house.client(ama)
    page = client.submit("/account/reading", {**CHOICE, **wrong}, status=422)
    assert len(page.errors) == 1
    kept = {**CHOICE, **wrong}
    assert page.attributes("input[checked]", "value") == [kept[name] for name in kept if name not in wrong]
    assert looks(client, "/account") == []


def test_one_goes_back_to_where_one_was(house: House, ama: UUID) -> None:
    client = house.client(ama)
    came = {"Referer": "http://localhost/account?x=1"}
    page = client.get("/account/reading", headers=came)
    assert page.attributes("main p a", "href") == ["/account?x=1"]
    action = str(page.form().get("action"))
    saved = client.post(action, CHOICE)
    assert client.follow(saved).attributes("main p a", "href") == ["/account?x=1"]


@pytest.mark.parametrize(
    "referer",
    [
        "https://elsewhere.example/account", "http://localhost/account/reading", "http://localhost/sign-out",
        "http://localhost//elsewhere.example", "http://localhost/nowhere", "not an address",
    ],
)  # fmt: skip
def test_one_is_not_led_anywhere_else(house: House, ama: UUID, referer: str) -> None:
    """Other sites, this very page, pages that only take forms, and what is not there."""
    page = house.client(ama).get("/account/reading", headers={"Referer": referer})
    assert page.attributes("main p a", "href") == ["/"]
    for wanted in ("//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example"):
        page = house.client(ama).get(f"/account/reading?next={wanted}")
        assert page.attributes("main p a", "href") == ["/"]


def test_every_page_links_to_it_and_no_page_costs_a_statement_more(house: House, ama: UUID) -> None:
    client = house.client(ama)

    def cost() -> Any:
        return client.get("/learn").reply.headers["Server-Timing"].split('desc="')[1]

    before = cost()
    client.submit("/account/reading", CHOICE)
    assert cost() == before
    for browser, path in ((client, "/"), (client, "/learn"), (house.client(), "/"), (house.client(), "/sign-in")):
        assert "/account/reading" in browser.get(path).attributes("footer a", "href")


def test_a_choice_leaves_no_trace_for_others_to_read(house: House, ama: UUID) -> None:
    house.client(ama).submit("/account/reading", CHOICE)
    with house.unit() as session:
        assert session.get_one(Person, ama).reading == "very-large wide cream"
        assert not session.scalars(sa.select(AuditEvent).where(AuditEvent.action.contains("reading"))).all()


def test_a_kept_text_is_read_as_it_was_written_or_not_at_all() -> None:
    assert str(reading_of("large wide white")) == "large wide white"
    assert str(reading_of("large wide dark")) == "standard standard standard"
    assert classes("standard wide standard") == "lms-spacing-wide"
    assert classes("") == ""


@pytest.mark.browser
@pytest.mark.on("sqlite")
@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_by_keyboard_on_one_phone_and_found_on_the_next(
    house: House, ama: UUID, browser: Browser, *, javascript: bool
) -> None:
    with served(house) as address:
        tab = tab_of(browser, address, house, ama, SMALL, javascript=javascript)
        tab.goto(f"{address}/account")
        before = tab.locator("h1").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") if javascript else 0
        tab.locator("footer").get_by_role("link", name="Text size and colour").press("Enter")
        tab.locator("input[name=size][value=standard]").focus()
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("Tab")
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("Enter")
        assert "Saved." in tab.locator(".lms-notice").inner_text()
        if javascript:
            assert faults_here(tab) == []
        tab.get_by_role("link", name="Go back to where you were").press("Enter")
        assert tab.url == f"{address}/account"
        other = tab_of(browser, address, house, ama, SMALL)
        other.goto(f"{address}/account")
        assert other.locator("html").get_attribute("class") == "lms-size-very-large lms-spacing-wide"
        after = other.locator("h1").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        assert after > 30
        assert not javascript or after / before == pytest.approx(1.4375)
        assert faults_here(other) == []
