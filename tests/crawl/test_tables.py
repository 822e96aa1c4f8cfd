"""Tables on a phone: each row by itself, saying what is what; wide screens and tables of two columns stay as they are."""

from typing import Any

import pytest
from crawl.looking import tab_of
from playwright.sync_api import Browser, Locator, Page, ViewportSize

from lms.testing import House
from lms.testing.live import served

pytestmark = [pytest.mark.browser, pytest.mark.on("sqlite")]
PHONE, DESK = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=900)
HEADS = ["Post", "State", "Apply by", "Being written", "Sent", "Accepted"]
SAID = "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
WIDER = "box => box.scrollWidth > box.clientWidth"


def posts(tab: Page, address: str) -> Locator:
    """The table of posts, with the box it scrolls in."""
    tab.goto(f"{address}/posts/ours")
    box = tab.locator(".lms-table")
    box.locator("tbody tr").first.wait_for()
    return box


def test_on_a_phone_no_table_scrolls_and_every_cell_says_what_it_is(
    demo_house: House, told: Any, browser: Browser
) -> None:
    with served(demo_house) as address:
        tab = tab_of(browser, address, demo_house, told.story.people["hr"], PHONE)
        box = posts(tab, address)
        tab.locator(".lms-table--rows").wait_for()
        assert box.evaluate(WIDER) is False
        cells = box.locator("tbody tr").first.locator("td")
        assert [said.split('"')[1] for said in cells.evaluate_all(SAID)] == HEADS
        assert tab.get_by_role("row").count() == box.locator("tr").count() > 2
        assert tab.get_by_role("columnheader", name="Apply by").count() == 1
        assert tab.get_by_role("cell").count() == box.locator("td").count()
        tab.goto(f"{address}/evaluation")
        tab.wait_for_load_state("networkidle")
        pairs = tab.locator(".lms-table td")
        assert {pairs.nth(n).evaluate("cell => getComputedStyle(cell).display") for n in range(2)} == {"table-cell"}


def test_a_wide_screen_has_the_table(demo_house: House, told: Any, browser: Browser) -> None:
    with served(demo_house) as address:
        tab = tab_of(browser, address, demo_house, told.story.people["hr"], DESK)
        cells = posts(tab, address).locator("tbody tr").first.locator("td")
        tab.locator(".lms-table--rows").wait_for()
        assert set(cells.evaluate_all(SAID)) == {"none"}
        assert cells.first.evaluate("cell => getComputedStyle(cell).display") == "table-cell"


def test_without_its_script_the_table_is_seen_to_scroll_and_is_all_there(
    demo_house: House, told: Any, browser: Browser
) -> None:
    with served(demo_house) as address:
        tab = tab_of(browser, address, demo_house, told.story.people["hr"], PHONE, javascript=False)
        box = posts(tab, address)
        assert box.evaluate(WIDER) is True
        assert box.locator("thead th").all_inner_texts() == HEADS
