"""A word's meaning beside the word: by finger and by key, in Chromium, with JavaScript and without."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from crawl.looking import SMALL, faults_here, tab_of
from playwright.sync_api import Browser, Page, expect

from lms.testing.live import served
from modules.testing import make_enrolment, make_programme

pytestmark = [pytest.mark.browser, pytest.mark.on("sqlite")]
GLOSSARY = """---
kind: glossary
---
## Peer
Somebody who has *been there*. [More](https://example.org/peers)

## Recovery
<b>Living</b> well.
"""
TEXT = (
    "Once upon a time a peer came by.\n\n"
    + "Words. " * 60
    + "\n\nMany peers, and much talk of recovery in a longer line of words.\n\n"
    + "Words. " * 200
)
SCRIPTS = "**/words.*.js"


@dataclass
class Reader:
    """A trainee with a page that has words in it."""

    browser: Browser
    school: Any
    address: str
    path: str

    def tab(self, *, javascript: bool = True, script: str | None = None) -> Page:
        tab = tab_of(self.browser, self.address, self.school.house, self.school.trainee, SMALL, javascript=javascript)
        if script is not None:
            tab.route(SCRIPTS, lambda route: route.fulfill(body=script, content_type="text/javascript"))
        tab.goto(self.address + self.path)
        return tab


@pytest.fixture
def reader(school: Any, tmp_path: Path, browser: Browser) -> Iterator[Reader]:
    changes = [("glossary.md", "", GLOSSARY), ("01-one/01-page-first.md", "Some **words** to read.", TEXT)]
    with school.house.unit() as session:
        make_programme(session, tmp_path / "w", slug="worded", changes=changes)
        enrolment = make_enrolment(session, person_id=school.trainee, node_id=school.node, slug="worded")
    with served(school.house) as address:
        yield Reader(browser, school, address, f"/learn/{enrolment.id}/one/first")


def box(tab: Page) -> Any:
    return tab.locator(".lms-meaning")


def inside(tab: Page) -> bool:
    """The box lies within the screen's width, below its word."""
    found = tab.evaluate("""() => {
        const box = document.querySelector('.lms-meaning').getBoundingClientRect();
        const word = document.querySelector('[aria-expanded=true]').getBoundingClientRect();
        return [box.left >= 0, box.right <= document.documentElement.clientWidth, box.top > word.top, box.top - word.bottom < 20];
    }""")
    return all(found)


def test_a_tap_shows_the_meaning_beside_the_word(reader: Reader) -> None:
    tab = reader.tab()
    peer, recovery = tab.locator("a.lms-word").all()
    assert (peer.inner_text(), recovery.inner_text()) == ("peer", "recovery")
    assert box(tab).count() == 0
    peer.click()
    assert "Somebody who has been there." in box(tab).inner_text()
    assert "Back to the text" not in box(tab).inner_text()
    assert peer.get_attribute("aria-expanded") == "true"
    expect(tab.locator("#words [role=status]")).to_have_text("Somebody who has been there. More", use_inner_text=False)
    assert inside(tab)
    assert tab.url.endswith("/first"), "the page stays where it is"
    assert faults_here(tab) == []
    recovery.click()
    assert box(tab).count() == 1
    assert "<b>Living</b> well." in box(tab).inner_text()
    assert peer.get_attribute("aria-expanded") == "false"
    assert inside(tab)
    recovery.click()
    assert box(tab).count() == 0
    assert tab.locator("#words [role=status]").inner_text() == ""
    peer.click()
    tab.locator("h1").click()
    assert box(tab).count() == 0


def test_by_keyboard_the_focus_stays_where_the_reader_is(reader: Reader) -> None:
    tab = reader.tab()
    peer = tab.locator("a.lms-word").first
    peer.focus()
    for key in ("Enter", " "):
        tab.keyboard.press(key)
        assert box(tab).is_visible()
        expect(peer).to_be_focused()
        tab.keyboard.press("Escape")
        assert box(tab).count() == 0
        expect(peer).to_be_focused()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    expect(box(tab).get_by_role("link", name="More")).to_be_focused()
    tab.keyboard.press("Tab")
    expect(box(tab).get_by_role("button", name="Close")).to_be_focused()
    tab.keyboard.press("Escape")
    expect(peer).to_be_focused()
    tab.keyboard.press("Enter")
    box(tab).get_by_role("button", name="Close").focus()
    tab.keyboard.press("Enter")
    assert box(tab).count() == 0
    expect(peer).to_be_focused()


def test_escape_elsewhere_does_not_take_the_focus_away(reader: Reader) -> None:
    tab = reader.tab()
    tab.locator("a.lms-word").first.click()
    button = tab.get_by_role("button", name="Mark as read")
    button.focus()
    tab.keyboard.press("Escape")
    assert box(tab).count() == 0
    expect(button).to_be_focused()


@pytest.mark.parametrize("script", [None, "throw new Error('broken')"], ids=["no-javascript", "script-that-fails"])
def test_without_it_the_word_leads_to_the_foot_and_back(reader: Reader, script: str | None) -> None:
    tab = reader.tab(javascript=script is not None, script=script)
    peer = tab.locator("a.lms-word").first
    peer.focus()
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("#word-peer$"))
    expect(tab.locator("dt:target")).to_have_text("Peer")
    expect(tab.locator("dt:target")).to_be_in_viewport()
    tab.locator("a[href='#use-peer']").click()
    expect(tab).to_have_url(re.compile("#use-peer$"))
    expect(peer).to_be_in_viewport()
    assert box(tab).count() == 0


def test_the_largest_text_leaves_room_for_the_box(reader: Reader) -> None:
    tab = reader.tab()
    tab.goto(reader.address + "/account/reading")
    for name, value in (("size", "very-large"), ("spacing", "wide"), ("colour", "cream")):
        tab.locator(f"input[name={name}][value={value}]").check()
    tab.get_by_role("button", name="Save").click()
    tab.goto(reader.address + reader.path)
    for word in tab.locator("a.lms-word").all():
        word.click()
        assert inside(tab)
        assert faults_here(tab) == []


def test_on_paper_there_is_the_text_and_nothing_to_press(reader: Reader) -> None:
    tab = reader.tab()
    tab.emulate_media(media="print")
    seen = tab.evaluate("document.body.innerText")
    for words in ("Once upon a time a peer came by.", "Words on this page", "Somebody who has been there."):
        assert words in seen
    for words in (
        "Menu",
        "Take a break",
        "Mark as read and go on",
        "Contents of this module",
        "Back to the text",
        "Text size",
    ):
        assert words not in seen
    after = "e => getComputedStyle(e, '::after').content"
    assert tab.locator("a.lms-word").first.evaluate(after) in {"none", '""'}
    assert tab.locator("#words dd a[href^=http]").evaluate("e => getComputedStyle(e).display") != "none"
    assert "https://example.org/peers" in tab.locator("#words dd a[href^=http]").evaluate(after)
