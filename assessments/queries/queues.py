"""What waits: to be marked, to be looked at again, and to have an assessor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import Assessment, Evidence, EvidenceState, Look, Waiting
from assessments.permissions import Can
from assessments.queries.cases import cases, lookable_by, markable
from lms.core.access import Actor
from lms.core.db import prepared
from lms.core.tables import ENOUGH, Slice, keyset
from lms.people.models import Person

__all__ = [
    "Backlog",
    "Queued",
    "Show",
    "latest_marks",
    "looking_backlog",
    "looking_page",
    "marked_page",
    "marking_backlog",
    "marking_page",
    "next_to_mark",
]


class Show(StrEnum):
    """The parts of the marking queue."""

    WAITING = "waiting"
    BEGUN = "begun"
    MARKED = "marked"


@dataclass(frozen=True)
class Backlog:
    """How many wait (ENOUGH means that many or more), and since when the oldest does."""

    count: int
    oldest: datetime | None


class Queued(NamedTuple):
    """What a queue says of an attempt; `since` it waits, or is decided."""

    id: UUID
    person: str
    title: str
    attempt: int
    way: str
    state: EvidenceState
    since: datetime


def marking_page(session: Session, actor: Actor, *, show: Show, cursor: str = "") -> Slice[Queued]:
    """Attempts that wait to be marked by this assessor, longest waiting first.

    BEGUN keeps those that this assessor has saved for later.
    """
    query = _waiting(actor.paths(Can.MARK), show is Show.BEGUN, assessor=actor.id)
    return _queued(keyset(session, query, (Waiting.since, Waiting.evidence_id), cursor))


def marked_page(session: Session, actor: Actor, *, cursor: str = "") -> Slice[Queued]:
    """This assessor's own decisions, newest first."""
    query = _marked(actor.paths(Can.MARK), assessor=actor.id)
    return _queued(keyset(session, query, (Assessment.decided_at, Assessment.id), cursor, newest_first=True))


def _queued(found: Slice[Any]) -> Slice[Queued]:
    return Slice([Queued(*row) for row in found.items], found.after)


def _heads(since: Any) -> sa.Select[*tuple[Any, ...]]:
    query: sa.Select[*tuple[Any, ...]] = cases().with_only_columns(
        Evidence.id, Person.chosen_name, Evidence.title, Evidence.attempt, Evidence.way, Evidence.state, since
    )
    return query


@prepared
def _waiting(paths: tuple[str, ...], begun: bool, *, assessor: UUID) -> sa.Select[*tuple[Any, ...]]:
    query = _queue_of(_heads(Waiting.since), assessor, paths)
    mine = sa.exists().where(
        Assessment.evidence_id == Evidence.id, Assessment.assessor_id == assessor, Assessment.look == Look.BEGUN
    )
    return query.where(Evidence.state == EvidenceState.IN_MARKING, mine) if begun else query


@prepared
def _marked(paths: tuple[str, ...], *, assessor: UUID) -> sa.Select[*tuple[Any, ...]]:
    query = _heads(Assessment.decided_at).join(Assessment, Assessment.evidence_id == Evidence.id)
    mine = sa.and_(Assessment.assessor_id == assessor, Assessment.decided_at.is_not(None))
    return query.where(mine, markable(assessor, paths))


def _queue_of(query: sa.Select[*tuple[Any, ...]], assessor: UUID, paths: Sequence[str]) -> sa.Select[*tuple[Any, ...]]:
    """`cases()` that wait for this assessor."""
    return query.join(Waiting, Waiting.evidence_id == Evidence.id).where(
        Waiting.assessor_id == assessor, markable(assessor, paths)
    )


def next_to_mark(session: Session, actor: Actor) -> UUID | None:
    """The attempt that has waited longest for this assessor, or None."""
    query = _queue_of(cases().with_only_columns(Evidence.id), actor.id, actor.paths(Can.MARK))
    found: UUID | None = session.scalar(query.order_by(Waiting.since, Waiting.evidence_id).limit(1))
    return found


def marking_backlog(session: Session, actor: Actor) -> Backlog:
    """How much waits for this assessor."""
    query = _queue_of(cases().with_only_columns(Waiting.since), actor.id, actor.paths(Can.MARK))
    return _backlog(session, query, Waiting.since)


def looking_page(session: Session, actor: Actor, *, look: Look, cursor: str = "") -> Slice[Any]:
    """Decisions that this quality assurer may look at, oldest first; rows: `cases()`, Assessment, assessor's name."""
    assessor = sa.orm.aliased(Person)
    query = (
        cases()
        .join(Assessment, Assessment.evidence_id == Evidence.id)
        .join(assessor, assessor.id == Assessment.assessor_id)
        .add_columns(Assessment, assessor.chosen_name)
        .where(Assessment.look == look, lookable_by(actor))
    )
    return keyset(session, query, [Assessment.decided_at, Assessment.id], cursor)


def looking_backlog(session: Session, actor: Actor) -> Backlog:
    """How many decisions nobody has looked at yet."""
    query = cases().join(Assessment, Assessment.evidence_id == Evidence.id).with_only_columns(Assessment.decided_at)
    return _backlog(session, query.where(Assessment.look == Look.TO_LOOK_AT, lookable_by(actor)), Assessment.decided_at)


def latest_marks(session: Session, actor: Actor, evidence_id: UUID) -> Assessment | None:
    """What this assessor last wrote about an attempt: saved for later, or set aside by a second look; or None."""
    query = sa.select(Assessment).where(
        Assessment.evidence_id == evidence_id,
        Assessment.assessor_id == actor.id,
        Assessment.look.in_([Look.BEGUN, Look.ASKED_AGAIN]),
    )
    return session.scalar(query.order_by(Assessment.created_at.desc(), Assessment.id).limit(1))


def _backlog(session: Session, query: sa.Select[*tuple[Any, ...]], since: Any) -> Backlog:
    found: Sequence[datetime] = session.scalars(query.order_by(since).limit(ENOUGH)).all()
    return Backlog(len(found), found[0] if found else None)
