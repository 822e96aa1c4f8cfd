"""What is still under way, is over by another way, or hangs together with something that is held."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from retention.not_over import EXPECTED, seed
from retention.seeded import BEGIN, Seeded

from assessments.models import Evidence, Portfolio
from certificates import retention as certificates
from certificates.models import Certificate
from lms.core import clock
from lms.core.db.classes import ACCOUNT, TRACES, RetentionClass
from lms.core.db.periods import Period, Unit
from lms.core.files import File
from lms.core.sealing import PersonKey
from lms.employment import retention as employment
from lms.employment.models import Check, Start
from lms.people import retention as people
from lms.people.identity import actor_for
from lms.people.models import Person, UserSession
from lms.people.retention import NOBODY_NOW, left
from lms.plugins import Rows
from lms.retention import queries, running, services
from lms.retention.models import Disposal
from lms.testing import House

DAY = timedelta(days=1)


def faults(seeded: Seeded) -> list[str]:
    """Run on the day before each day of the table and on the day itself, and once in 2056; what is not as it says."""
    days = {day + n * DAY for day in EXPECTED.values() for n in (-1, 0)} | {date(2056, 12, 31)}
    for day in sorted(days):
        with clock.frozen(datetime(day.year, day.month, day.day, 2, 30, tzinfo=UTC)), seeded.house.app.app_context():
            assert running.run(seeded.house.runtime).counts["failed"] == []
    with seeded.house.unit() as session:
        found = {(row.code, seeded.records[row.row_id]): row.day for row in session.scalars(sa.select(Disposal))}
    wrong = {key: day for key, day in EXPECTED.items() if found.get(key) != day}
    return [f"{key}: {found.get(key)} instead of {day}" for key, day in wrong.items()] + [
        f"{key}: went on {day}" for key, day in found.items() if key not in EXPECTED
    ]


@pytest.fixture
def seeded(house: House) -> Seeded:
    return seed(house)


def test_what_is_not_over_stays_and_what_is_goes(seeded: Seeded) -> None:
    assert faults(seeded) == []
    with seeded.house.unit() as session:
        assert session.scalars(sa.select(Start.person_id)).all() == [seeded.people["mia"]]
        (check,) = session.scalars(sa.select(Check)).all()
        assert check.conditions == "Not alone at night"
        kept = {seeded.records[one.id] for one in session.scalars(sa.select(Evidence)) if one.text}
        assert kept == {"pam-later", "quy-piece"}
        assert session.scalars(sa.select(File.id)).all() == [seeded.files["quy-piece"]]
        gone = session.scalars(sa.select(Person.id).filter_by(chosen_name=NOBODY_NOW)).all()
        assert set(gone) == {seeded.people[name] for name in ("ned", "oda", "sue")}
        keys = sa.select(PersonKey.person_id).where(PersonKey.destroyed_at.is_not(None))
        assert set(session.scalars(keys)) == {seeded.people[name] for name in ("ned", "oda")}, "Sue sealed nothing"


def test_an_account_is_counted_from_its_last_use_whatever_else_is_changed(seeded: Seeded) -> None:
    """With sign-ins kept for a month and accounts for three years, Sue's of 29 February 2028 goes on 1 March 2031."""
    for kept, period in ((TRACES, Period(1, Unit.MONTHS)), (ACCOUNT, Period(3, Unit.YEARS))):
        _change(seeded, kept, period)
    days = {"before": date(2031, 2, 28), "on": date(2031, 3, 1)}
    for name, day in days.items():
        with clock.frozen(datetime(day.year, day.month, day.day, 2, 30, tzinfo=UTC)), seeded.house.app.app_context():
            running.run(seeded.house.runtime)
        with seeded.house.unit() as session:
            sue = session.get_one(Person, seeded.people["sue"])
            assert (sue.chosen_name == NOBODY_NOW) is (name == "on")


def _change(seeded: Seeded, kept: RetentionClass, period: Period) -> None:
    house = seeded.house
    with clock.frozen(BEGIN), house.unit() as session:
        by = actor_for(session, seeded.people["ada"], house.runtime.permissions)
        rules = queries.rules_of(house.runtime.hooks)
        services.change_period(session, kept=kept, period=period, reason="Ours", rules=rules, sure=True, by=by)


def _hold_one(seeded: Seeded, name: str) -> UUID:
    record = next(key for key, called in seeded.records.items() if called == name)
    with clock.frozen(BEGIN), seeded.house.unit() as session:
        by = actor_for(session, seeded.people["ada"], seeded.house.runtime.permissions)
        whom = {"person_id": seeded.people[name.partition("-")[0]], "record_id": record}
        services.place(session, **whom, reason="A complaint", review_on=date(2027, 1, 1), by=by)
    return record


def test_a_hold_on_one_record_keeps_the_name_and_the_key(seeded: Seeded) -> None:
    """Everything of Oda's was due by 2032. One attempt of hers is held: its words and its file are read in 2033."""
    held, house = _hold_one(seeded, "oda-again"), seeded.house
    with clock.frozen(datetime(2033, 1, 1, 2, 30, tzinfo=UTC)), house.app.app_context():
        assert running.run(house.runtime).counts["held"] == {"evidence": 1}
    with house.unit() as session:
        oda, again = session.get_one(Person, seeded.people["oda"]), session.get_one(Evidence, held)
        assert (oda.chosen_name, again.text, again.file_id) == ("Oda", "More", seeded.files["oda-piece"])
        assert session.get(File, again.file_id)
    house.runtime.files.open(seeded.files["oda-piece"]).close()


@pytest.mark.on("sqlite")
def test_a_hold_on_a_sign_in_keeps_the_account(seeded: Seeded) -> None:
    """A sign-in is no reason by itself to keep a name; a hold on it is."""
    _hold_one(seeded, "sue-old")
    assert sorted(faults(seeded)) == [
        "('account', 'sue'): None instead of 2029-03-01",
        "('security', 'sue-old'): None instead of 2027-06-01",
    ]


def _without_state() -> Rows:
    return sa.select(Start.id, Start.person_id, left(Start.person_id).label("started"))


def _every_sign_in() -> Rows:
    return sa.select(UserSession.id, UserSession.person_id, UserSession.seen_at.label("started"))


def _before_and_after() -> Rows:
    query = sa.select(Evidence.id, Certificate.person_id, Certificate.issued_on.label("started"))
    return query.select_from(Evidence).join(Portfolio).join(Certificate, ON_ENROLMENT)


ON_ENROLMENT = Certificate.enrolment_id == Portfolio.enrolment_id
PLANTS: dict[Callable[[], Rows], tuple[Any, str]] = {
    _without_state: (employment._starts, "('check', 'mia'): went on "),
    _every_sign_in: (people._sessions, "('security', 'sue-new'): went on "),
    _before_and_after: (certificates._certified, "('evidence', 'pam-later'): went on "),
}


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_fault_is_caught(seeded: Seeded, monkeypatch: pytest.MonkeyPatch, plant: Callable[[], Rows]) -> None:
    instead_of, fault = PLANTS[plant]
    rules = queries.rules_of(seeded.house.runtime.hooks)
    planted = tuple(replace(rule, rows=plant) if rule.rows is instead_of else rule for rule in rules)
    assert planted != rules
    monkeypatch.setattr(queries, "rules_of", lambda hooks: planted)
    assert [one for one in faults(seeded) if one.startswith(fault)]
