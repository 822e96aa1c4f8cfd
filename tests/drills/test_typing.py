"""The drill of typing in short; and that what a device keeps is unreadable, and gone after signing out."""

import time
from pathlib import Path
from typing import Any

import pytest
from conftest import Told
from drills.typing import running
from drills.typing.running import Run
from drills.typing.scene import FORMS, site
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lms.core.web.browser import SESSION_COOKIE
from lms.testing.live import FLAGS, chromium_path, served

TYPED = "remembered the kitchen"
WORDS = (TYPED, TYPED.replace(" ", "+"))
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.on("sqlite")]


@pytest.mark.drill
def test_at_most_five_seconds_of_typing_are_lost(told: Told, tmp_path: Path, browser: Browser) -> None:
    house = told.house(tmp_path / "demo")
    with site(house, told.story) as made:
        runs = running.batch(made, browser, 0)
        planted = running.batch(made, browser, 0, planted=True, seconds=9)
    house.close()
    assert [(run.form.name, run.fault) for run in runs if run.lost_s > 5 or not run.typed_at] == []
    assert {run.fault for run in runs} == set(running.FAULTS)
    assert made.kills >= 2
    assert [run.form.name for run in planted if run.lost == 0] == [], "a page that keeps nothing loses all"


def test_how_loss_is_counted() -> None:
    run: Any = Run(FORMS[0], "offline", None, None, "")  # type: ignore[arg-type]
    run.expected, run.typed_at = "saved one two three", [(9, 10.0), (13, 11.0), (19, 12.5)]
    for found, lost, seconds in (("saved one two three", 0, 0.0), ("saved one two", 6, 0.0), ("saved", 14, 2.5)):
        run.judge(found)
        assert (run.lost, run.lost_s) == (lost, seconds)


def _held(folder: Path, words: str) -> bool:
    """Whether any file of a browser holds these words, as bytes or as two-byte letters."""
    wanted = (words.encode(), words.encode("utf-16-le"))
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return any(one in content for content in files for one in wanted)


def _type(context: BrowserContext, address: str, path: str) -> Page:
    page = context.new_page()
    page.goto(f"{address}{path}")
    page.wait_for_timeout(1000)
    page.locator("textarea").first.focus()
    page.keyboard.type(f"I {TYPED}")
    expect(page.locator("[data-kept]").first).to_have_text("Kept a moment ago")
    return page


def _sent_in_vain(page: Page) -> None:
    """Send more words than the form takes, these among them."""
    form = page.locator("form[data-draft]")
    form.locator("textarea").first.evaluate("(box, words) => (box.value = words.repeat(2000))", f"{TYPED} ")
    with page.expect_response(lambda reply: reply.status == 422):
        form.locator("button:not([data-throw])").last.click()
    expect(page.get_by_role("alert")).to_be_visible()


def _noted_by_the_browser(page: Page, profile: Path, beside: str) -> None:
    """Wait until the browser has noted, for opening its pages again, what stands in them: it does every few seconds."""
    page.evaluate("document.body.append(document.createElement('textarea'))")
    page.locator("body > textarea").fill(beside)
    until = time.monotonic() + 40
    while not _held(profile / "Default" / "Sessions", beside):
        assert time.monotonic() < until, "a box outside the form is found in what the browser notes"
        page.wait_for_timeout(500)


COPIES = """async () => {
  const base = await new Promise((done) => (indexedDB.open("lms-drafts").onsuccess = (e) => done(e.target.result)));
  if (!base.objectStoreNames.contains("copies")) return 0;
  return await new Promise((done) => (base.transaction("copies").objectStore("copies").count().onsuccess = (e) => done(e.target.result)));
}"""
PLANT = """async (words) => {
  const opening = indexedDB.open("planted", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("plain");
  const base = await new Promise((done) => (opening.onsuccess = () => done(opening.result)));
  const adding = base.transaction("plain", "readwrite", { durability: "strict" });
  adding.objectStore("plain").put(words, 1);
  await new Promise((done) => (adding.oncomplete = done));
}"""


def test_what_a_device_keeps_is_unreadable_and_gone_after_signing_out(
    told: Told, tmp_path: Path, browser: Browser
) -> None:
    house, profile = told.house(tmp_path / "demo"), tmp_path / "profile"
    client = house.client(told.story.people["applicant"])
    cookie = client._client.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    path = f"/applications/{told.story.things['application-applicant']}/lived-experience"
    with served(house) as address:
        kind = browser.browser_type
        chrome = kind.launch_persistent_context(profile, executable_path=chromium_path(), args=FLAGS)
        chrome.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
        page = _type(chrome, address, path)
        _noted_by_the_browser(page, profile, "typed beside the form")
        _sent_in_vain(page)
        _noted_by_the_browser(page, profile, "typed beside what came back")
        page.goto(f"{address}/account")
        assert page.evaluate(COPIES) == 1, "there is a copy on the device"
        page.evaluate(PLANT, "planted beside it")
        kept = list(profile.rglob("*indexeddb*/*"))
        assert kept
        assert [words for words in WORDS if _held(profile, words)] == []
        assert _held(profile, "planted beside it"), "plain words in the same place are found"
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.wait_for_url("**/sign-in")
        assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
        chrome.close()
    house.close()
