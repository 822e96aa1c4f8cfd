"""Reading periods, holds, runs and the log."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.core.access import Actor
from lms.core.db.classes import RetentionClass
from lms.core.db.periods import Period
from lms.core.tables import Slice, keyset
from lms.core.text import day
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Reason
from lms.people.models import Person
from lms.people.queries import looks_after, managed
from lms.plugins import RetentionRule
from lms.retention.finding import counted, limits, of_record
from lms.retention.models import ClassPeriod, Disposal, Hold, Run

__all__ = [
    "HoldRow",
    "Numbers",
    "changed_periods",
    "class_period",
    "gone_in",
    "hold",
    "holds",
    "keep_still",
    "last_run",
    "log",
    "numbers",
    "person_of",
    "ran_on",
    "rules_of",
    "standing_in_the_way",
]


def rules_of(hooks: Any) -> tuple[RetentionRule, ...]:
    """Every feature's rules, in the order in which features are loaded."""
    return tuple(rule for part in reversed(hooks.retention_rules()) for rule in part)


def changed_periods(session: Session) -> dict[str, Period]:
    """Periods by class, as far as they were changed."""
    return {row.code: Period(row.number, row.unit) for row in session.scalars(sa.select(ClassPeriod))}


def class_period(session: Session, kept: RetentionClass) -> ClassPeriod | None:
    """What an administrator has set for a class; None when nothing was."""
    return session.scalar(sa.select(ClassPeriod).where(ClassPeriod.code == kept.code))


@dataclass(frozen=True)
class Numbers:
    """How many records of a class are due, those on hold left out; and how many of them are on hold."""

    due: int = 0
    held: int = 0

    def __add__(self, more: "Numbers") -> "Numbers":
        return Numbers(self.due + more.due, self.held + more.held)


def numbers(
    session: Session,
    these: Sequence[RetentionRule],
    rules: tuple[RetentionRule, ...],
    changed: Mapping[str, Period],
    day: date,
) -> list[Numbers]:
    """For each of these rules, what is due by this day; in one statement."""
    if not these:
        return []
    found = session.execute(counted(tuple(these), rules), limits(these, changed, day)).all()
    return [Numbers(due, held) for _place, due, held in sorted(tuple(row) for row in found)]


def gone_in(session: Session, run_id: UUID) -> dict[str, int]:
    """How many records one run has disposed of, by class."""
    query = sa.select(Disposal.code, sa.func.count()).where(Disposal.run_id == run_id).group_by(Disposal.code)
    return {row[0]: row[1] for row in session.execute(query.order_by(Disposal.code)).all()}


def keep_still(session: Session, people: Collection[UUID]) -> set[UUID | None]:
    """Let nothing new be written about these people until this transaction ends.

    A hold, a role or an application that is just being added to one of them comes in before we look again, or waits
    until we are done: its foreign key asks for the same row. What is of nobody needs no waiting.
    """
    query = sa.select(Person.id).where(Person.id.in_(people)).order_by(Person.id).with_for_update()
    return {None, *session.scalars(query)}


def last_run(session: Session) -> Run | None:
    """The run that finished last."""
    finished = sa.select(Run).where(Run.finished_at.is_not(None)).order_by(Run.day.desc(), Run.finished_at.desc())
    return session.scalar(finished.limit(1))


def ran_on(session: Session, day: date) -> bool:
    """Whether a run of this day has finished."""
    query = sa.select(Run.id).where(Run.day == day, Run.finished_at.is_not(None)).limit(1)
    return session.scalar(query) is not None


def log(session: Session, cursor: str = "") -> Slice[tuple[Disposal]]:
    """One page of what was disposed of, newest first."""
    return keyset(session, sa.select(Disposal), [Disposal.created_at, Disposal.id], cursor, newest_first=True)


@dataclass(frozen=True)
class HoldRow:
    """One hold with the names of whom it is on and who placed it."""

    hold: Hold
    name: str
    placed_by: str


def holds(session: Session, actor: Actor, cursor: str = "") -> Slice[HoldRow]:
    """Holds in force on people whom this administrator looks after, the next to be reviewed first."""
    placer = aliased(Person)
    query = (
        sa.select(Hold, Person.chosen_name, placer.chosen_name)
        .join(Person, Person.id == Hold.person_id)
        .join(placer, placer.id == Hold.placed_by_id)
        .where(Hold.lifted_at.is_(None), managed(actor))
    )
    found = keyset(session, query, [Hold.review_on, Hold.id], cursor)
    return Slice([HoldRow(*row) for row in found.items], found.after)


def hold(session: Session, actor: Actor, hold_id: UUID) -> Hold | None:
    """One hold on somebody whom this administrator looks after, locked until this transaction ends."""
    query = sa.select(Hold).where(Hold.id == hold_id, looks_after(actor, Hold.person_id))
    return session.scalar(query.with_for_update())


def person_of(session: Session, rules: tuple[RetentionRule, ...], record_id: UUID) -> UUID | None:
    """Whose record this is, in whichever table; None when no rule knows it."""
    return session.scalars(of_record(rules), {"record_id": record_id}).first()


def standing_in_the_way(session: Session, person_id: UUID) -> list[Reason]:
    """Why a person cannot be erased: something about them is on hold. What for, only who may place holds reads."""
    query = sa.select(sa.func.min(Hold.review_on)).where(Hold.person_id == person_id, Hold.lifted_at.is_(None))
    review_on = session.scalar(query)
    if review_on is None:
        return []
    text = _l("A hold keeps what is here for now, such as while a claim or a complaint is open.")
    return [Reason("hold", text, _l("An administrator looks again on %(day)s", day=day(review_on)))]
