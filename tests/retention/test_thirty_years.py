"""Thirty years, month by month, and daily around each due date. All goes on its day."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from retention.seeded import BEGIN, EXPECTED, FOR_EVER, LIFTED, Seeded, seed

from assessments.models import Evidence
from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.db.classes import STORIES
from lms.core.db.periods import Period, latest_start
from lms.core.files import File
from lms.employment.models import Check, CheckEvent, Start
from lms.jobs.models import Job
from lms.people.identity import actor_for
from lms.people.models import Person, PersonState
from lms.recruitment.models import Application, ApplicationAnswer, ApplicationState, Decision, Score
from lms.retention import finding, running, services
from lms.retention.models import Disposal, Hold, Run
from lms.testing import House
from modules.models import ActivityEvent, Enrolment, Reflection

Went = dict[tuple[str, str], date]
DAY = timedelta(days=1)


def around(until: date, *offsets: int) -> set[date]:
    """The days beside every day that the table names, up to one."""
    days = {day + n * DAY for day in (*EXPECTED.values(), *LIFTED.values()) for n in offsets}
    return {day for day in days if BEGIN.date() < day <= until}


def months(until: int) -> set[date]:
    """The first of every month."""
    return {date(year, month, 1) for year in range(2026, until + 1) for month in range(1, 13)} - {date(2026, 1, 1)}


def live(seeded: Seeded, days: set[date]) -> Went:
    """Run on each of the days; gives the day on which each record went, by class and name."""
    _hold(seeded)
    for day in sorted(days):
        with clock.frozen(datetime(day.year, day.month, day.day, 2, 30, tzinfo=UTC)), seeded.house.app.app_context():
            _lift(seeded, day)
            assert running.run(seeded.house.runtime).counts["failed"] == []
    with seeded.house.unit() as session:
        rows = session.scalars(sa.select(Disposal)).all()
    assert len({(row.code, row.row_id) for row in rows}) == len(rows), "nothing goes twice"
    return {(row.code, seeded.records[row.row_id]): row.day for row in rows}


def _hold(seeded: Seeded) -> None:
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


def _lift(seeded: Seeded, day: date) -> None:
    for name in (name for name, on in LIFTED.items() if on == day):
        with seeded.house.unit() as session:
            held = session.scalars(sa.select(Hold).filter_by(person_id=seeded.people[name])).one()
            services.lift(
                session, held=held, by=actor_for(session, seeded.people["ada"], seeded.house.runtime.permissions)
            )


def faults(found: Went, until: date = date.max) -> list[str]:
    """What did not go on its day, or went though nothing says so."""
    wrong = {key: day for key, day in EXPECTED.items() if day <= until and found.get(key) != day}
    early = {key: day for key, day in found.items() if key not in wrong and day != EXPECTED.get(key)}
    return [f"{key}: {found.get(key)} instead of {day}" for key, day in wrong.items()] + [
        f"{key}: went on {day}" for key, day in early.items()
    ]


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
    days = months(2056) | around(date(2056, 12, 31), -1, 0, 1)
    found = live(seeded, days)
    assert faults(found) == []
    assert len(found) == len(EXPECTED) == 45
    assert not FOR_EVER & set(found)
    assert before.pop((ApplicationState.DRAFT, False)) == (1, 1)
    assert funnel(seeded) == before, "what is counted stays to the digit"
    _left_nothing(seeded)
    _told(seeded, len(days))
    print(f"{len(days)} runs, {len(found)} disposals")


def test_the_same_on_either_engine_on_the_days_that_matter(seeded: Seeded) -> None:
    found = live(seeded, around(date(2056, 12, 31), -1, 0))
    assert faults(found) == []
    _left_nothing(seeded)


def _left_nothing(seeded: Seeded) -> None:
    """What went is gone; what was to stay is there."""
    with seeded.house.unit() as session:
        people = {one.id: one for one in session.scalars(sa.select(Person))}
        gone = [name for name, key in seeded.people.items() if people[key].chosen_name == "(removed)"]
        assert sorted(gone) == sorted(name for code, name in EXPECTED if code in {"account", "identity"})
        for name in gone:
            person = people[seeded.people[name]]
            assert (person.email, person.phone, person.state) == (None, "", PersonState.SUSPENDED)
        answers = sa.select(Application.person_id).join(ApplicationAnswer)
        assert session.scalars(answers).all() == [seeded.people["kit"]]
        kit = session.scalars(sa.select(Application).filter_by(person_id=seeded.people["kit"])).one()
        others = session.scalars(sa.select(Application).where(Application.id != kit.id)).all()
        assert (kit.adjustments, {one.adjustments for one in others}) == ("Step-free, says kit", {""})
        assert session.scalars(sa.select(Score.comment).distinct().order_by(Score.comment)).all() == ["", "About kit"]
        assert set(session.scalars(sa.select(Decision.letter))) == {""}
        assert session.scalars(sa.select(Start.person_id)).all() == [seeded.people["lea"]]
        assert [session.scalar(sa.select(sa.func.count()).select_from(one)) for one in (Check, CheckEvent)] == [0, 0]
        pieces = session.scalars(sa.select(Evidence)).all()
        assert {(one.title, one.text, one.file_id) for one in pieces} == {("", "", None)}
        counts = [session.scalar(sa.select(sa.func.count()).select_from(one)) for one in (Enrolment, Reflection, File)]
        assert counts == [2, 0, 0]
        assert session.scalar(sa.select(sa.func.count()).select_from(ActivityEvent)) == 0
        assert sorted(session.scalars(sa.select(Job.key))) == ["owed", "round", "waiting"]
    for key in seeded.files.values():
        with pytest.raises(FileNotFoundError):
            seeded.house.runtime.files.open(key)
    assert len(seeded.files) == 3


def _told(seeded: Seeded, runs: int) -> None:
    """Each run has one audit event, and what it counts is what was logged."""
    with seeded.house.unit() as session:
        events = session.scalars(sa.select(AuditEvent).filter_by(action="retention.run")).all()
        assert len(events) == runs == session.scalar(sa.select(sa.func.count()).select_from(Run))
        assert sum(sum(event.details["gone"].values()) for event in events) == len(EXPECTED)
        held = [event for event in events if event.details["held"].get("application")]
        assert {event.details["day"] for event in held} >= {"2027-03-01", "2031-05-01"}
        assert not [event for event in held if event.details["day"] >= "2031-05-10"]


def _forget_statements() -> None:
    for built in (finding.rows_due, finding.counted):
        built.cache_clear()


@pytest.fixture
def planting(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """For faults in what is found: statements are built anew, before and after."""
    _forget_statements()
    yield monkeypatch
    monkeypatch.undo()
    _forget_statements()


def _a_class_skipped(patch: pytest.MonkeyPatch) -> None:
    whole = running.in_order
    patch.setattr(running, "in_order", lambda rules: [one for one in whole(rules) if one.keeps is not STORIES])


def _a_day_early(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(finding, "latest_start", lambda period, day: latest_start(period, day + DAY))


def _a_hold_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(finding, "_held", lambda rule, rows: sa.false())


def _months_cut_short(patch: pytest.MonkeyPatch) -> None:
    """A month without that day ends on its last: 29 February is due on 28 February."""

    def last(period: Period, day: date) -> date:
        after = latest_start(period, day + DAY)
        return after - DAY if (day + DAY).day == 1 and after.day == 1 else latest_start(period, day)

    patch.setattr(finding, "latest_start", last)


PLANTS: dict[Callable[[Any], None], tuple[str, set[date]]] = {
    _a_class_skipped: ("('story', 'ann'): None instead of 2026-10-01", {date(2026, 10, 1)}),
    _a_day_early: ("('application', 'ann'): 2027-03-30 instead of 2027-03-31", {date(2027, 3, 30)}),
    _a_hold_ignored: ("('application', 'dan'): went on 2027-02-10", {date(2027, 2, 10)}),
    _months_cut_short: ("('application', 'bob'): 2029-02-28 instead of 2029-03-01", {date(2029, 2, 28)}),
}


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_fault_is_caught(
    seeded: Seeded, planting: pytest.MonkeyPatch, plant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    plant(planting)
    fault, days = PLANTS[plant]
    assert fault in faults(live(seeded, days), max(days) + DAY)
