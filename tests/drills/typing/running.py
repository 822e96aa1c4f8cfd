"""The drill of typing: nobody's words are lost, whatever happens to the connection, the server or the session."""

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from drills.report import Line
from drills.typing.scene import FORMS, LongForm, Site, site
from playwright.sync_api import Browser, BrowserContext, Page

from lms.cli.demo import load_story
from lms.cli.migrate import upgrade
from lms.core.web.browser import SESSION_COOKIE
from lms.testing import House
from lms.testing.live import chromium

RUNS = {"quick": 5, "full": 100, "long": 500}
FAULTS = ("offline", "server killed", "session expired")
AT_ONCE = 5
SECONDS = 30.0
MOST_LOST = 5.0
PLANTED = "nothing is kept"


@dataclass
class Run:
    """One form, one fault: what was typed when, and what was there afterwards."""

    form: LongForm
    fault: str
    context: BrowserContext
    page: Page
    token: str
    expected: str = ""
    typed_at: list[tuple[int, float]] = field(default_factory=list)
    lost_s: float = 0.0
    lost: int = 0

    def type(self, text: str) -> None:
        """Type at the end, and note when."""
        self.page.keyboard.type(text)
        self.expected += text
        self.typed_at.append((len(self.expected), time.monotonic()))

    def judge(self, found: str) -> None:
        """How many characters are gone, and how many seconds before the last were the first of them typed."""
        pairs = enumerate(zip(self.expected, found, strict=False))
        same = next((place for place, (one, other) in pairs if one != other), min(len(self.expected), len(found)))
        self.lost = len(self.expected) - same
        first = next((at for until, at in self.typed_at if until > same), None)
        self.lost_s = 0.0 if first is None else self.typed_at[-1][1] - first


def drill(size: str, seed: int) -> Iterator[Line]:
    """A line for each fault, then one for a page that keeps nothing."""
    with tempfile.TemporaryDirectory(prefix="peer-lms-drill-") as folder:
        house = House(Path(folder) / "data", PEER_LMS_DEMO="1")
        upgrade(house.runtime.database)
        with house.app.app_context():
            story = load_story(house.runtime)
        assert story is not None
        with site(house, story) as made, chromium() as browser:
            runs = [run for number in range(RUNS[size] // AT_ONCE) for run in batch(made, browser, number + seed)]
            planted = batch(made, browser, seed, planted=True, seconds=10)
        house.close()
    yield from lines(runs, seed, made.kills)
    yield _line(PLANTED, planted, seed, made.kills).caught()


def lines(runs: Sequence[Run], seed: int, kills: int) -> list[Line]:
    """A line for each fault."""
    return [_line(fault, [run for run in runs if run.fault == fault], seed, kills) for fault in FAULTS]


def _line(fault: str, runs: Sequence[Run], seed: int, kills: int) -> Line:
    typed, lost = sum(len(run.typed_at) for run in runs), sum(run.lost_s > MOST_LOST for run in runs)
    worst = max((run.lost_s for run in runs), default=0.0)
    print(f"typing, {fault}: {len(runs)} runs, {typed} words, at worst {worst:.1f} s lost", file=sys.stderr)
    return Line(
        engine="sqlite", fault=f"typing: {fault}", seed=seed, kills=kills, in_flight=len(runs), acknowledged=typed,
        committed_unacknowledged=0, lost=lost, duplicated=0, ready_s=round(worst, 1),
    ).judged()  # fmt: skip


def batch(made: Site, browser: Browser, number: int, *, planted: bool = False, seconds: float = SECONDS) -> list[Run]:
    """Five people type at once; then the browser is gone, and each opens the form again."""
    runs = [_open(made, browser, number, place, planted=planted) for place in range(AT_ONCE)]
    began, step = time.monotonic(), 0
    while (gone := time.monotonic() - began) < seconds:
        _disturb(made, runs, gone / seconds, step)
        for run in runs:
            run.type(f" w{number}x{step}")
        step += 1
        time.sleep(0.25)
    for run in runs:
        _crash(run)
    made.start()
    for run in runs:
        _come_back(made, run)
    return runs


def _open(made: Site, browser: Browser, number: int, place: int, *, planted: bool) -> Run:
    form, fault = FORMS[(number * AT_ONCE + place) % len(FORMS)], FAULTS[(number + place) % len(FAULTS)]
    token = made.token(form.who)
    context = browser.new_context(base_url=made.address)
    _sign_in(made, context, token)
    if planted:
        context.route("**/drafts**", lambda route: route.abort())
    page = context.new_page()
    page.goto(made.path(form))
    area = page.locator(f"textarea[name={form.field}]")
    area.focus()
    page.keyboard.press("Control+End")
    page.wait_for_timeout(700)
    return Run(form, fault, context, page, token, expected=area.input_value())


def _sign_in(made: Site, context: BrowserContext, token: str) -> None:
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": made.address}])


def _disturb(made: Site, runs: Sequence[Run], share: float, step: int) -> None:
    for run in runs:
        if run.fault == "offline" and step == 0:
            run.context.set_offline(True)
        if run.fault == "session expired" and share > 0.3 and run.token:
            made.expire(run.token)
            run.token = ""
    if share > 0.6:  # everybody's server goes, and comes back only after the browsers have
        made.kill()


def _crash(run: Run) -> None:
    """The page goes without a goodbye; what the device keeps stays."""
    run.page.goto("about:blank", wait_until="commit") if run.fault == "offline" else run.page.close()


def _come_back(made: Site, run: Run) -> None:
    run.context.unroute_all()
    run.context.set_offline(False)
    _sign_in(made, run.context, made.token(run.form.who))
    page = run.context.new_page()
    page.goto(made.path(run.form))
    page.wait_for_timeout(1500)
    run.judge(page.locator(f"textarea[name={run.form.field}]").input_value())
    run.context.close()
