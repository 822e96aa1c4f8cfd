"""People who go on working while others are slow: how long a page takes them, and whether it comes at all."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from drills.browsing import BROKEN, Browser

WHO = ("trainee@demo.example", "manager@demo.example")
PACE = 0.03


@dataclass
class Asked:
    """What pages took, in seconds, and how many did not come."""

    took: list[float] = field(default_factory=list)
    failed: int = 0

    def more(self, others: "Asked") -> None:
        """Take these in too."""
        self.took += others.took
        self.failed += others.failed

    def p95(self) -> float:
        """The time within which nineteen pages of twenty came; one that did not come counts as long as it was awaited."""
        return sorted(self.took)[int(len(self.took) * 0.95)] if self.took else 0.0


def signed_in(port: int, patience: float) -> list[Browser]:
    """The browsers of a few people of the demo."""
    browsers = [Browser(port, patience) for _who in WHO]
    for browser, who in zip(browsers, WHO, strict=True):
        browser.sign_in(who)
    return browsers


def ask(browsers: Sequence[Browser], pages: int) -> Asked:
    """Each opens their home page so many times, all at once."""
    asked, lock = Asked(), threading.Lock()

    def one(browser: Browser) -> None:
        for _number in range(pages):
            took, well = _timed(browser)
            with lock:
                asked.took.append(took)
                asked.failed += not well
            time.sleep(PACE)

    threads = [threading.Thread(target=one, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return asked


def until_well(browser: Browser, quick: float, patience: float) -> float:
    """How long until five pages in a row come as quickly as this; no longer than somebody is ready to wait."""
    began, good = time.monotonic(), 0
    while good < 5 and time.monotonic() - began < patience:
        took, well = _timed(browser)
        good = good + 1 if well and took <= quick else 0
    return time.monotonic() - began


def _timed(browser: Browser) -> tuple[float, bool]:
    began = time.perf_counter()
    try:
        well = browser.get("/").status == 200
    except BROKEN:
        well = False
    return time.perf_counter() - began, well
