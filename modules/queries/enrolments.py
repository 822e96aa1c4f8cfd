"""Reading who is enrolled, and where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.db import prepared
from lms.people.models import Node
from lms.people.nodes import below
from modules.models import ENDED, Enrolment, EnrolmentRequest, ProgrammeVersion
from modules.permissions import Can

__all__ = [
    "Own",
    "current_enrolment",
    "enrolments_by_id",
    "latest_enrolments",
    "own_enrolment",
    "own_programmes",
    "waiting_at",
    "waiting_requests",
]


@dataclass(frozen=True)
class Own:
    """One's own enrolment with the version it is pinned to."""

    enrolment: Enrolment
    programme: ProgrammeVersion


@prepared
def _own(*, person: UUID) -> sa.Select[Enrolment, ProgrammeVersion]:
    query = sa.select(Enrolment, ProgrammeVersion).join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
    return query.where(Enrolment.person_id == person).order_by(Enrolment.created_at.desc(), Enrolment.id)


@prepared
def _own_one(*, person: UUID, enrolment: UUID) -> sa.Select[Enrolment, ProgrammeVersion]:
    query = sa.select(Enrolment, ProgrammeVersion).join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
    return query.where(Enrolment.person_id == person, Enrolment.id == enrolment)


def own_enrolment(session: Session, actor: Actor, enrolment_id: UUID) -> Own | None:
    """The actor's own enrolment with this id, or None."""
    row = session.execute(*_own_one(person=actor.id, enrolment=enrolment_id)).one_or_none()
    return Own(row[0], row[1]) if row else None


def own_programmes(session: Session, actor: Actor) -> list[Own]:
    """The actor's programmes: those that have not ended first, the newest before others."""
    rows = session.execute(*_own(person=actor.id))
    return sorted((Own(row[0], row[1]) for row in rows), key=lambda own: own.enrolment.state in ENDED)


def current_enrolment(session: Session, person_id: UUID) -> Enrolment | None:
    """A person's newest enrolment that has not ended, or None."""
    found: Enrolment | None = session.scalar(*_current(person=person_id))
    return found


@prepared
def _current(*, person: UUID) -> sa.Select[Enrolment]:
    query = sa.select(Enrolment).where(Enrolment.person_id == person, Enrolment.state.not_in(ENDED))
    return query.order_by(Enrolment.created_at.desc(), Enrolment.id).limit(1)


def enrolments_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, Enrolment]:
    """Enrolments by their ids."""
    return {row.id: row for row in session.scalars(sa.select(Enrolment).where(Enrolment.id.in_(list(ids))))}


def latest_enrolments(session: Session, person_ids: Iterable[UUID]) -> dict[UUID, Enrolment]:
    """Each person's newest enrolment, in one statement; people without one are left out."""
    query = sa.select(Enrolment).where(Enrolment.person_id.in_(list(person_ids))).order_by(Enrolment.created_at)
    return {row.person_id: row for row in session.scalars(query)}


def waiting_requests(session: Session, slug: str) -> Sequence[EnrolmentRequest]:
    """People who wait for this programme to be published."""
    return session.scalars(sa.select(EnrolmentRequest).filter_by(programme_slug=slug, enrolled_at=None)).all()


def waiting_at(session: Session, actor: Actor) -> dict[str, int]:
    """How many people at a lead's nodes wait for which programme."""
    query = (
        sa.select(EnrolmentRequest.programme_slug, sa.func.count())
        .join(Node, Node.id == EnrolmentRequest.node_id)
        .where(EnrolmentRequest.enrolled_at.is_(None), below(actor.paths(Can.MANAGE_PROGRAMMES)))
        .group_by(EnrolmentRequest.programme_slug)
        .order_by(EnrolmentRequest.programme_slug)
    )
    return {row[0]: row[1] for row in session.execute(query)}
