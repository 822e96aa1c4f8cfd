"""Periods: days told by hand, and by trying every start there is."""

from datetime import date, timedelta

import pytest

from lms.core.db.classes import CHECKS, CLASSES, OUTCOMES, UNSUCCESSFUL
from lms.core.db.kept import STORY
from lms.core.db.periods import Period, Unit, due, latest_start
from lms.retention.rules import wrong_with

D, M, Y = Unit.DAYS, Unit.MONTHS, Unit.YEARS


@pytest.mark.parametrize(
    ("started", "number", "unit", "over"),
    [
        (date(2026, 1, 15), 12, M, date(2027, 1, 15)),
        (date(2024, 2, 29), 1, Y, date(2025, 3, 1)),
        (date(2024, 2, 29), 4, Y, date(2028, 2, 29)),
        (date(2023, 2, 28), 1, Y, date(2024, 2, 28)),
        (date(2025, 8, 31), 6, M, date(2026, 3, 1)),
        (date(2023, 8, 31), 6, M, date(2024, 3, 1)),
        (date(2026, 12, 31), 2, M, date(2027, 3, 1)),
        (date(2026, 11, 30), 1, M, date(2026, 12, 30)),
        (date(2026, 12, 31), 1, D, date(2027, 1, 1)),
        (date(2024, 2, 28), 30, D, date(2024, 3, 29)),
    ],
)
def test_a_period_is_over_on_this_day(started: date, number: int, unit: Unit, over: date) -> None:
    assert due(started, Period(number, unit)) == over


@pytest.mark.parametrize(
    "period", [Period(30, D), Period(1, M), Period(6, M), Period(18, M), Period(1, Y), Period(8, Y)]
)
def test_the_latest_start_is_the_last_that_is_due(period: Period) -> None:
    """Each day of four years and a leap day: what began then is due, what began a day later is not."""
    for n in range(1500):
        day = date(2027, 1, 1) + timedelta(days=n)
        last = latest_start(period, day)
        assert due(last, period) <= day < due(last + timedelta(days=1), period)


def test_what_the_law_says_cannot_be_undone() -> None:
    assert str(wrong_with(CHECKS, Period(23, M))) == "It has to be kept for at least 2 years. Enter that, or longer."
    assert wrong_with(CHECKS, Period(24, M)) is None
    assert str(wrong_with(OUTCOMES, Period(7, M))) == "The rules allow 6 months at most. Enter that, or shorter."
    assert wrong_with(OUTCOMES, Period(1, D)) is None
    assert str(wrong_with(UNSUCCESSFUL, Period(101, Y))) == "Enter a period between 1 day and 100 years."
    assert wrong_with(UNSUCCESSFUL, Period(0, D)) is not None


def test_columns_say_what_runs_do() -> None:
    assert STORY.retention == "6 months after the decision is sent and feedback is done"
    assert STORY.keeps.words(Period(1, D)) == "1 day after the decision is sent and feedback is done"
    assert len({one.code for one in CLASSES}) == len(CLASSES) == 21
