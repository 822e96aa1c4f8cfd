"""Looking at a page in Chromium: axe, and whether it scrolls sideways."""

from pathlib import Path
from uuid import UUID

from playwright.sync_api import Browser, ViewportSize
from playwright.sync_api import Page as Tab

from lms.core.web.browser import SESSION_COOKIE
from lms.testing import House

AXE = Path(__file__).parents[1] / "vendor" / "axe-4.14" / "axe.min.js"
SMALL = ViewportSize(width=320, height=640)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ASK = """tags => axe.run({runOnly: tags}).then(found => found.violations.map(
  one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')))"""


def tab_of(
    browser: Browser,
    address: str,
    house: House,
    person_id: UUID,
    size: ViewportSize = SMALL,
    *,
    javascript: bool = True,
    microphone: bool = False,
) -> Tab:
    """A small phone, or another screen, in the hands of a person who is signed in."""
    cookie = house.client(person_id)._client.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    allowed = ["microphone"] if microphone else []
    context = browser.new_context(viewport=size, java_script_enabled=javascript, permissions=allowed)
    context.add_cookies([{"name": SESSION_COOKIE, "value": str(cookie.value), "url": address}])
    return context.new_page()


def sideways(tab: Tab) -> list[str]:
    """That the page which is open scrolls sideways, if it does."""
    wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{tab.url} scrolls sideways by {wide} px"] if wide > 0 else []


def faults_here(tab: Tab) -> list[str]:
    """What is wrong with the page that is open, at the width it has."""
    tab.evaluate(AXE.read_text())
    return sideways(tab) + [f"{tab.url}: {violation}" for violation in tab.evaluate(ASK, TAGS)]
