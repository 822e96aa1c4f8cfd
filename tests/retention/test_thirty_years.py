"""Thirty years, month by month and daily around each due date: everything goes on its day, nothing before."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from retention.seeded import BEGIN, EXPECTED, FOR_EVER, LIFTED, Seeded, seed

from lms.core import clock
from lms.people.identity import actor_for
from lms.recruitment.models import Application, ApplicationState
from lms.retention import running, services
from lms.retention.models import Disposal, Hold
from lms.testing import House

Went = dict[tuple[str, str], date]
DAY = timedelta(days=1)


def days_to_run(until: int = 2056) -> list[date]:
    """The first of every month, and the days around every day that the table names."""
    first = {date(year, month, 1) for year in range(2026, until + 1) for month in range(1, 13)}
    near = {day + n * DAY for day in (*EXPECTED.values(), *LIFTED.values()) for n in (-1, 0, 1)}
    return sorted(day for day in first | near if day >= BEGIN.date() and day.year <= until)


def live(seeded: Seeded, days: list[date], between: Callable[[date], None] = lambda day: None) -> Went:
    """Run on each of the days; gives the day on which each record went, by class and name."""
    hold(seeded)
    for day in days:
        with clock.frozen(datetime(day.year, day.month, day.day, 2, 30, tzinfo=UTC)), seeded.house.app.app_context():
            lift(seeded, day)
            between(day)
            assert running.run(seeded.house.runtime).counts["failed"] == []
    return went(seeded)


def went(seeded: Seeded) -> Went:
    with seeded.house.unit() as session:
        rows = session.scalars(sa.select(Disposal)).all()
    return {(row.code, seeded.records[row.row_id]): row.day for row in rows}


def hold(seeded: Seeded) -> None:
    with clock.frozen(BEGIN), seeded.house.unit() as session:
        by = actor_for(session, seeded.people["ada"], seeded.house.runtime.permissions)
        record = next(key for key, name in seeded.records.items() if name == "gil" and key != seeded.people["gil"])
        for name, one in (("dan", None), ("gil", record)):
            services.place(
                session,
                person_id=seeded.people[name],
                record_id=one,
                reason="A claim",
                review_on=date(2027, 1, 1),
                by=by,
            )


def lift(seeded: Seeded, day: date) -> None:
    for name, on in LIFTED.items():
        if day == on:
            with seeded.house.unit() as session:
                held = session.scalars(sa.select(Hold).filter_by(person_id=seeded.people[name])).one()
                by = actor_for(session, seeded.people["ada"], seeded.house.runtime.permissions)
                services.lift(session, held=held, by=by)


def faults(found: Went) -> list[str]:
    """What did not go on its day, or went though nothing says so."""
    wrong = [f"{key}: {found.get(key)} instead of {day}" for key, day in EXPECTED.items() if found.get(key) != day]
    return sorted(wrong + [f"{key}: went on {day}" for key, day in found.items() if key not in EXPECTED])


def funnel(seeded: Seeded) -> dict[tuple[ApplicationState, bool], tuple[int, int]]:
    """Applications and people, by where they stand and whether they were sent."""
    with seeded.house.unit() as session:
        sent = Application.submitted_at.is_not(None)
        people = sa.func.count(sa.distinct(Application.person_id))
        query = sa.select(Application.state, sent, sa.func.count(), people).group_by(Application.state, sent)
        return {(state, bool(was)): (count, who) for state, was, count, who in session.execute(query).all()}


@pytest.fixture
def seeded(house: House) -> Seeded:
    return seed(house)


@pytest.mark.on("sqlite")
def test_everything_goes_on_its_day_and_nothing_before(seeded: Seeded) -> None:
    before = funnel(seeded)
    found = live(seeded, days_to_run())
    assert faults(found) == []
    assert len(found) == len(EXPECTED) >= 35
    assert not FOR_EVER & set(found)
    after = funnel(seeded)
    unsent = (ApplicationState.DRAFT, False)
    assert before.pop(unsent) == (1, 1)
    assert after == before, "what is counted stays to the digit"
