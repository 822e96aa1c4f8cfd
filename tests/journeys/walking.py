"""A person at a browser: reads words, presses what they say. No SQL and no service call in here."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, Response

from lms.jobs import worker
from lms.testing import House

WAIT = 15_000


@contextmanager
def working(house: House) -> Iterator[None]:
    """The worker beside the web, as `make run` starts it."""
    over = threading.Event()

    def run() -> None:
        with house.app.app_context():
            worker.work(house.runtime, pause=0.1, going=lambda: not over.is_set())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(10)


class Person:
    """One person with a browser of their own."""

    def __init__(self, browser: Browser, address: str, *, javascript: bool, phone: bool = False) -> None:
        size = {"width": 360, "height": 740} if phone else {"width": 1280, "height": 900}
        self._context = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=address)
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(WAIT)
        self.problems: list[str] = []
        self.page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)

    def close(self) -> None:
        """Leave; nothing may have gone wrong in the console."""
        self._context.close()
        assert self.problems == []

    def go(self, path: str) -> "Person":
        """Open an address of the site."""
        reply = self.page.goto(path)
        assert reply is not None
        assert reply.ok, f"{path}: {reply.status} {self.heading}"
        return self

    def reply(self, path: str) -> Response:
        """Open an address, whatever comes back."""
        reply = self.page.goto(path)
        assert reply is not None
        return reply

    @property
    def heading(self) -> str:
        """The page's heading."""
        return self.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()

    def reads(self, words: str) -> "Person":
        """The page says so."""
        assert words in self.text, f"{words!r} is not on {self.page.url}:\n{self.text[:1500]}"
        return self

    def _main(self) -> Locator:
        return self.page.locator("main")

    def press(self, words: str, *, within: Locator | None = None, first: bool = False) -> "Person":
        """Press the button with these words."""
        buttons = (within or self._main()).get_by_role("button", name=words)
        exactly = (within or self._main()).get_by_role("button", name=words, exact=True)
        found = exactly if exactly.count() == 1 else buttons  # “Save” stands beside “Save draft”
        self._click(found.first if first else found, words)
        return self

    def follow(
        self, words: str, *, within: Locator | None = None, first: bool = False, exact: bool = False
    ) -> "Person":
        """Follow the link with these words."""
        found = (within or self._main()).get_by_role("link", name=words, exact=exact)
        self._click(found.first if first else found, words)
        return self

    def menu(self, words: str) -> "Person":
        """Follow an entry of the menu; on a phone, open it first where it is long."""
        switch = self.page.locator(".lms-menu summary")
        if switch.count() and switch.is_visible():
            switch.click()
        self._click(self.page.locator(".lms-menu").get_by_role("link", name=words, exact=True), words)
        return self

    def _click(self, found: Locator, words: str) -> None:
        assert found.count() == 1, f"{found.count()} of {words!r} on {self.page.url}:\n{self.text[:1500]}"
        found.click()
        self.page.wait_for_load_state()
        wrong = self.page.locator(".nhsuk-error-summary")
        assert wrong.count() == 0, f"after {words!r} on {self.page.url}: {wrong.inner_text()}"

    def write(self, label: str, words: str) -> "Person":
        """Write into the field with this label."""
        self._main().get_by_label(label).first.fill(words)
        return self

    def choose(self, label: str, *, within: Locator | None = None) -> "Person":
        """Choose the radio or tick the box with this label."""
        (within or self._main()).get_by_label(label, exact=True).first.check()
        return self

    def choose_every(self, label: str) -> "Person":
        """Choose this answer wherever it is offered."""
        for found in self._main().get_by_label(label, exact=True).all():
            found.check()
        return self

    def pick(self, label: str, option: str | re.Pattern[str]) -> "Person":
        """Pick an option of a list by its text or a part of it."""
        field = self._main().get_by_label(label).first
        texts = field.locator("option").all_inner_texts()
        wanted = next(t for t in texts if (re.search(option, t)))
        field.select_option(label=wanted)
        return self

    def date(self, legend: str, day: int, month: int, year: int) -> "Person":
        """Fill a date's three boxes."""
        group = self._main().get_by_role("group", name=legend)
        for label, value in (("Day", day), ("Month", month), ("Year", year)):
            group.get_by_label(label).fill(str(value))
        return self

    def be(self, key: str) -> "Person":
        """Sign in at the demo's door as one of its people."""
        self.go("/demo")
        self.page.locator(f"form:has(input[value='{key}@demo.example']) button").click()
        self.page.wait_for_load_state()
        assert self.heading.startswith("Hello")
        return self

    def until(self, path: str, words: str, *, tries: int = 60) -> "Person":
        """Open a page again until it says so: the worker is doing something meanwhile."""
        for _try in range(tries):
            self.go(path)
            if words in self.text:
                return self
            self.page.wait_for_timeout(250)
        raise AssertionError(f"{words!r} never came on {path}:\n{self.text[:800]}")
