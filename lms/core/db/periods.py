"""How long something is kept: periods of whole days, months or years, and the day on which one is over."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.core.text import ngettext

__all__ = ["Period", "Unit", "due", "latest_start"]

MONTHS_IN_A_YEAR = 12


class Unit(StrEnum):
    """What a period is counted in."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Period:
    """Some days, months or years; as text, "6 months" in the reader's language."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        if self.unit is Unit.DAYS:
            return ngettext("%(n)s day", "%(n)s days", self.number)
        if self.unit is Unit.MONTHS:
            return ngettext("%(n)s month", "%(n)s months", self.number)
        return ngettext("%(n)s year", "%(n)s years", self.number)

    @property
    def code(self) -> str:
        """For records: "6 months", in no reader's language."""
        return f"{self.number} {self.unit.value}"

    @property
    def months(self) -> int:
        """How many months, for one that is not counted in days."""
        return self.number * MONTHS_IN_A_YEAR if self.unit is Unit.YEARS else self.number

    def shorter_than(self, other: "Period") -> bool:
        """Whether it ends earlier, begun on the same day; told from the first of a common year."""
        first = date(2001, 1, 1)
        return due(first, self) < due(first, other)


def due(started: date, period: Period) -> date:
    """The first day on which something that began on `started` need not be kept any more.

    Months and years lead to the same day of a later month. A month without that day does not shorten the period: it is
    over on the first of the next. What began on 29 February is due after a year on 1 March, after four on 29 February;
    what began on 31 August is due after six months on 1 March, in every year.
    """
    if period.unit is Unit.DAYS:
        return started + timedelta(days=period.number)
    year, month = _month(started, period.months)
    if started.day <= monthrange(year, month)[1]:
        return date(year, month, started.day)
    year, month = _month(started, period.months + 1)
    return date(year, month, 1)


def latest_start(period: Period, today: date) -> date:
    """The last day on which something may have begun that is due by today: `due` the other way round."""
    if period.unit is Unit.DAYS:
        return today - timedelta(days=period.number)
    year, month = _month(today, -period.months)
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def _month(day: date, later: int) -> tuple[int, int]:
    year, month = divmod(day.year * MONTHS_IN_A_YEAR + day.month - 1 + later, MONTHS_IN_A_YEAR)
    return year, month + 1
