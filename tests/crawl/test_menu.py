"""The menu on a phone: one row until it is opened, with a finger or a key, with JavaScript or without."""

from typing import Any

import pytest
from crawl.looking import tab_of
from playwright.sync_api import Browser, Page, ViewportSize

from lms.testing import House
from lms.testing.live import served

pytestmark = [pytest.mark.browser, pytest.mark.on("sqlite")]
PHONE, DESK = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=900)


def entries(tab: Page) -> list[str]:
    """The entries that can be seen."""
    links = tab.locator(".lms-menu a")
    return [link.inner_text() for link in links.all() if link.is_visible()]


def height(tab: Page) -> float:
    """Of the menu, in pixels."""
    box = tab.locator(".lms-menu").bounding_box()
    assert box is not None
    return box["height"]


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_a_long_menu_is_one_row_until_it_is_opened(
    demo_house: House, told: Any, browser: Browser, *, javascript: bool
) -> None:
    with served(demo_house) as address:
        tab = tab_of(browser, address, demo_house, told.story.people["lead"], PHONE, javascript=javascript)
        tab.goto(address)
        assert entries(tab) == []
        assert height(tab) < 60
        switch = tab.locator(".lms-menu summary")
        switch.focus()
        tab.keyboard.press("Enter")
        seen = entries(tab)
        assert len(seen) >= 6
        assert "Cohorts" in seen
        tab.keyboard.press("Tab")
        focused = tab.locator(".lms-menu a:focus")
        assert focused.inner_text() == seen[0]
        tab.locator(".lms-menu").get_by_role("link", name="Cohorts").click()
        assert tab.locator("h1").inner_text() == "Cohorts"
        assert entries(tab) == [], "the next page begins closed"


def test_without_its_rule_the_menu_would_be_seen_to_fill_the_phone(
    demo_house: House, told: Any, browser: Browser
) -> None:
    with served(demo_house) as address:
        tab = tab_of(browser, address, demo_house, told.story.people["lead"], PHONE)
        tab.route("**/lms.*.css", lambda route: route.fulfill(body="", content_type="text/css"))
        tab.goto(address)
        assert entries(tab) != []
        assert height(tab) > 200


def test_a_short_menu_and_a_wide_screen_have_no_switch(demo_house: House, told: Any, browser: Browser) -> None:
    with served(demo_house) as address:
        desk = tab_of(browser, address, demo_house, told.story.people["lead"], DESK)
        desk.goto(address)
        assert len(entries(desk)) >= 6
        assert not desk.locator(".lms-menu summary").is_visible()
        short = tab_of(browser, address, demo_house, told.story.people["assessor"], PHONE)
        short.goto(address)
        assert 1 <= len(entries(short)) <= 3
        assert short.locator(".lms-menu summary").count() == 0
