"""When a last day that was recorded may be put right, and why. Pure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from lms.core.text import Lazy, Text
from lms.core.text import lazy_gettext as _l
from lms.employment.models import Start
from lms.employment.rules import last_day_problem

__all__ = ["WHY", "Right", "WhyCorrected", "other_last_day_problem"]


class Right(StrEnum):
    """What is right instead."""

    OTHER_DAY = "other-day"
    STAYS = "stays"


class WhyCorrected(StrEnum):
    """Why a last day is changed: one of few, so that nothing about a person is written for it."""

    MISTYPED = "mistyped"
    AGREED = "agreed"
    SOMEBODY_ELSE = "somebody-else"


WHY: Mapping[WhyCorrected, Text] = {
    WhyCorrected.MISTYPED: _l("It was typed or recorded wrongly"),
    WhyCorrected.AGREED: _l("It was agreed anew with them"),
    WhyCorrected.SOMEBODY_ELSE: _l("It was meant for somebody else"),
}


def other_last_day_problem(start: Start, day: date | None, today: date) -> Lazy | None:
    """Why this day cannot take the place of somebody's last day, or None."""
    if day is None:
        return _l("Enter their last day.")
    if day == start.left_on:
        return _l("This is the day that is recorded already. Enter the right one.")
    return last_day_problem(start, day, today)
