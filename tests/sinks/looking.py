"""Opens pages in Chromium, and counts what ran, what the policy refused, and who was asked outside."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from crawl.looking import tab_of
from playwright.sync_api import Browser, Page, Route
from sinks.asking import Seen
from sinks.planting import MARK, stay_proved

from lms.plugins import DemoStory
from lms.testing import House

WATCH = """
window.ran = 0; window.refused = [];
window.lmsRan = () => { window.ran += 1 };
document.addEventListener("securitypolicyviolation", event => {
  window.refused.push(event.effectiveDirective + " " + event.blockedURI + " " + event.sample) });
"""
SAID = """() => [
  [...document.querySelectorAll("details")].forEach(one => { one.open = true }) || document.body.innerText,
  ...[...document.querySelectorAll("input, textarea")].map(field => field.value)].join("\\n")"""
RUNS = "els => els.map(el => el.protocol).filter(one => /^(javascript|data|vbscript):$/.test(one))"


@dataclass
class Look:
    """What Chromium met: scripts run, what the policy refused, links that run, places outside; and words seen by whom."""

    ran: int = 0
    refused: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    words: dict[str, set[str]] = field(default_factory=dict)
    opened: int = 0

    def open(self, tab: Page, address: str, who: str, path: str) -> None:
        """Open one page, its details too, and wait until its pictures are there or have failed."""
        reply = tab.goto(address + path)
        assert reply is not None and reply.status == 200, f"{who}: {path}"
        assert tab.url == address + path, f"{who} is sent from {path} to {tab.url}"
        said = tab.evaluate(SAID)
        ran, refused = tab.evaluate("[window.ran, window.refused]")
        self.ran += ran
        self.refused += [f"{path}: {one}" for one in refused]
        self.links += [f"{path}: {one}" for one in tab.eval_on_selector_all("a[href], area[href]", RUNS)]
        self.words.setdefault(who, set()).update(MARK.findall(said))
        self.opened += 1

    def only_home(self, tab: Page, address: str) -> None:
        """Let this tab reach our own address alone; what else it asks for is noted and refused."""

        def refuse(route: Route) -> None:
            self.outside.append(route.request.url)
            route.abort()

        tab.route(re.compile(rf"^(?!{re.escape(address)}/|data:|blob:)"), refuse)


def look_at(browser: Browser, address: str, house: House, story: DemoStory, pages: Iterable[Seen]) -> Look:
    """Each page once, as the person who was seen to meet it."""
    look, pages = Look(), list(pages)
    for who in sorted({page.who for page in pages}):
        tab = tab_of(browser, address, house, story.people[who])
        with house.unit() as session:
            stay_proved(session)
        tab.add_init_script(WATCH)
        tab.on("dialog", lambda dialog: (look.refused.append(f"a dialog says {dialog.message}"), dialog.dismiss()))
        look.only_home(tab, address)
        for page in pages:
            if page.who == who:
                look.open(tab, address, page.who, page.path)
        tab.context.close()
    return look
