"""A whole programme on three devices in turn: a phone, a desktop by its keys alone, a phone without JavaScript."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from journeys.walking import Person
from playwright.sync_api import Locator

ENTER, GO_ON = "Enter", "main a.nhsuk-button"
READ, REFLECTED = "Mark as read and go on", "Save for myself and go on"
MOST_TABS = 120
# Whether an element has the focus, or another of its group.
FOCUS = "e => [document.activeElement === e, document.activeElement.name === e.name]"


@dataclass
class Wanderer:
    """Somebody who learns on whichever device is at hand, and stops in the middle of steps."""

    devices: dict[str, Person]
    stops: int = 20
    seed: int = 1
    counted: Counter[str] = field(default_factory=Counter)
    answers: dict[str, set[str]] = field(default_factory=dict)

    def learn(self, steps: int) -> Counter[str]:
        """Do everything, stopping at random steps to go on elsewhere; counts what was done how, and where."""
        chance = random.Random(self.seed)
        stops = set(chance.sample(range(2, steps - 2), self.stops))
        names = list(self.devices)
        here = names[0]
        for step in range(2 * steps):
            if not self._at_a_step(here):
                person = self.devices[here].go("/learn")
                if "You have done every module." in person.text:
                    return self.counted
                self._open(here)
            if step in stops:
                here = self._stop(here, self._place(here), chance.choice([name for name in names if name != here]))
            self._do(here)
        raise AssertionError("the programme never ended")

    def _at_a_step(self, here: str) -> bool:
        """Whether the page is one to do: “go on” leads from a page to the next, not out of a scenario or a quiz."""
        return any(words in text for text in self._buttons(here) for words in (READ, REFLECTED))

    def _buttons(self, here: str) -> list[str]:
        """What the page's buttons say, read at once: to ask for each by its role looks through the page each time."""
        return self.devices[here].page.locator("main button").all_inner_texts()

    def _place(self, here: str) -> str:
        return str(self.devices[here].page.evaluate("location.pathname"))

    def _open(self, here: str) -> None:
        self._press(here, self.devices[here].page.locator(GO_ON).first)

    def _stop(self, here: str, place: str, other: str) -> str:
        """Put one device down half-way through a step, and find the very page again on another."""
        left = self.devices[here].page
        if left.locator("main textarea").count():
            left.locator("main textarea").first.fill("Half a sentence")
        self.devices[other].go("/learn")
        self._open(other)
        assert self._place(other) == place, f"left {here} at {place}, found {other} elsewhere"
        self.counted[f"found again on the {other}"] += 1
        return other

    def _do(self, here: str) -> None:
        main = self.devices[here].page.locator("main")
        done: dict[str, Callable[[str, Locator], None]] = {
            READ: self._read,
            "See what happens": self._choose,
            REFLECTED: self._reflect,
            "See how I did": self._answer,
        }
        texts = self._buttons(here)
        button = next(words for words in done if any(words in text for text in texts))
        done[button](here, main)
        assert self.devices[here].page.locator(".nhsuk-error-summary").count() == 0
        self.counted[f"{button} on the {here}"] += 1

    def _read(self, here: str, main: Locator) -> None:
        self._press(here, main.get_by_role("button", name=READ))

    def _choose(self, here: str, main: Locator) -> None:
        self._tick(here, main.get_by_role("radio").first)
        self._press(here, main.get_by_role("button", name="See what happens"))
        assert self.devices[here].page.locator("#led-to").count() == 1

    def _reflect(self, here: str, main: Locator) -> None:
        box = main.locator("textarea").first
        self._reach(here, box)
        self.devices[here].page.keyboard.type("Only for me.") if here == "keyboard" else box.fill("Only for me.")
        self._press(here, main.get_by_role("button", name=REFLECTED))

    def _answer(self, here: str, main: Locator) -> None:
        """Answer as one knows by now, and learn from the feedback; a quiz to pass is tried until it is."""
        for group in main.locator("form fieldset").all():
            known = self.answers.get(group.locator("legend").inner_text().strip(), set())
            options = group.locator(".nhsuk-radios__item, .nhsuk-checkboxes__item").all()
            wanted = [o for o in options if o.locator("label").inner_text().strip() in known] or options[:1]
            for option in wanted:
                self._tick(here, option.locator("input"))
        self._press(here, main.get_by_role("button", name="See how I did"))
        self.devices[here].reads("You chose the best answer to")
        for group in self.devices[here].page.locator("main fieldset").all():
            good = group.locator(".nhsuk-radios__item, .nhsuk-checkboxes__item").filter(has_text="A good answer")
            texts = {label.inner_text().strip() for label in good.locator("label").all()}
            self.answers[group.locator("legend").inner_text().strip()] = texts

    def _tick(self, here: str, box: Locator) -> None:
        if here != "keyboard":
            box.check()
            return
        # The first press of Tab into a group of radios reaches one of them; space chooses it, arrows move on.
        self._reach(here, box)
        self.devices[here].page.keyboard.press("Space")
        assert box.is_checked()

    def _press(self, here: str, found: Locator) -> None:
        assert found.count() == 1, f"{found} on {self.devices[here].page.url}"
        page = self.devices[here].page
        if here == "keyboard":
            self._reach(here, found)
            with page.expect_navigation():
                page.keyboard.press(ENTER)
        else:
            found.click()
        page.wait_for_load_state()

    def _reach(self, here: str, wanted: Locator) -> None:
        """By keys alone: Tab until it has the focus, arrows inside a group of radios."""
        if here != "keyboard":
            return
        page, element = self.devices[here].page, wanted.element_handle()
        radio = wanted.get_attribute("type") == "radio"
        for _press in range(MOST_TABS):
            there, same = page.evaluate(FOCUS, element)
            if there:
                return
            page.keyboard.press("ArrowDown" if radio and same else "Tab")
        raise AssertionError(f"{wanted} cannot be reached by keys on {page.url}")
