"""How marks and states look: a word and a colour each."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.core.text import Lazy, Text, ngettext
from lms.core.text import lazy_gettext as _l
from lms.employment.lines import Line, Mark, Sheet
from lms.employment.models import CheckState, StartState
from lms.employment.rules import START_STATES, shown_start

__all__ = ["CHECK_COLOURS", "Tag", "start_tag", "tag_of"]

WORDS: Mapping[Mark, tuple[Lazy, str]] = {
    Mark.DONE: (_l("Done"), "green"),
    Mark.TO_DO: (_l("To do"), "blue"),
    Mark.WAITING: (_l("Waiting"), "yellow"),
    Mark.DECIDE: (_l("Decision"), "purple"),
    Mark.NOT_NEEDED: (_l("No need"), "grey"),
    Mark.AGREED: (_l("To follow"), "aqua-green"),
    Mark.ON_HOLD: (_l("On hold"), "orange"),
}
LONG = 14
CHECK_COLOURS: Mapping[CheckState, str] = {
    CheckState.NOT_STARTED: "blue",
    CheckState.REQUESTED: "yellow",
    CheckState.IN_PROGRESS: "yellow",
    CheckState.DECISION_NEEDED: "purple",
    CheckState.DONE: "green",
    CheckState.NOT_REQUIRED: "grey",
    CheckState.EXPIRED: "orange",
}
START_COLOURS: Mapping[StartState, str] = {
    StartState.PREPARING: "blue",
    StartState.CONFIRMED: "purple",
    StartState.DATE_SET: "aqua-green",
    StartState.STARTED: "green",
    StartState.WITHDRAWN: "grey",
    StartState.LEFT: "grey",
}


@dataclass(frozen=True)
class Tag:
    """A coloured word, and the state it stands for."""

    text: Text
    state: str
    colour: str


def start_tag(sheet: Sheet) -> Tag:
    """The tag of a start. While it is on hold that is what it says, whatever it waits in."""
    if sheet.held_until:
        return Tag(*_said(Mark.ON_HOLD))
    state = shown_start(sheet.start)
    return Tag(START_STATES[state], state.value, START_COLOURS[state])


def tag_of(line: Line) -> Tag:
    """The tag of a line; waiting ones say how long, and change colour after a fortnight."""
    text, mark, colour = _said(line.mark)
    if line.mark is Mark.WAITING and line.days is not None:
        colour = "orange" if line.days >= LONG else colour
        return Tag(ngettext("%(n)s day", "%(n)s days", line.days), mark, colour)
    return Tag(text, mark, colour)


def _said(mark: Mark) -> tuple[Text, str, str]:
    text, colour = WORDS[mark]
    return text, mark.value, colour
