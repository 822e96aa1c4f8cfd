"""Reading who is enrolled, and where."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.people.models import Node, Person
from lms.people.nodes import below
from modules.models import Cohort, Enrolment, EnrolmentRequest, EnrolmentState, ProgrammeVersion
from modules.permissions import Can

__all__ = [
    "cohort_for",
    "cohort_people",
    "cohorts_at",
    "current_enrolment",
    "enrolments_at",
    "enrolments_by_id",
    "latest_enrolments",
    "own_enrolment",
    "waiting_requests",
]

ENDED = (EnrolmentState.WITHDRAWN, EnrolmentState.DEFERRED)


def current_enrolment(session: Session, person_id: UUID) -> Enrolment | None:
    """A person's newest enrolment that has not ended, or None."""
    query = sa.select(Enrolment).where(Enrolment.person_id == person_id, Enrolment.state.not_in(ENDED))
    return session.scalar(query.order_by(Enrolment.created_at.desc(), Enrolment.id).limit(1))


def own_enrolment(session: Session, actor: Actor, enrolment_id: UUID) -> Enrolment | None:
    """The actor's own enrolment with this id, or None."""
    return session.scalar(
        sa.select(Enrolment).where(Enrolment.id == enrolment_id, Enrolment.person_id == actor.person_id)
    )


def enrolments_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, Enrolment]:
    """Enrolments by their ids."""
    return {row.id: row for row in session.scalars(sa.select(Enrolment).where(Enrolment.id.in_(list(ids))))}


def latest_enrolments(session: Session, person_ids: Iterable[UUID]) -> dict[UUID, Enrolment]:
    """Each person's newest enrolment, in one statement; people without one are left out."""
    query = sa.select(Enrolment).where(Enrolment.person_id.in_(list(person_ids))).order_by(Enrolment.created_at)
    return {row.person_id: row for row in session.scalars(query)}


def enrolments_at(session: Session, paths: Sequence[str]) -> list[tuple[Enrolment, str]]:
    """Enrolments at or below these nodes with the person's chosen name, by name."""
    query = (
        sa.select(Enrolment, Person.chosen_name)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Node, Node.id == Enrolment.node_id)
        .where(below(paths), Enrolment.state.not_in(ENDED))
    )
    return [(row[0], row[1]) for row in session.execute(query.order_by(Person.chosen_name, Enrolment.id))]


def cohorts_at(session: Session, actor: Actor) -> list[tuple[Cohort, str, int]]:
    """Cohorts the actor may see, newest first, with the programme's title and how many are in them."""
    count = (
        sa.select(sa.func.count())
        .where(Enrolment.cohort_id == Cohort.id, Enrolment.state.not_in(ENDED))
        .correlate(Cohort)
        .scalar_subquery()
    )
    query = (
        sa.select(Cohort, ProgrammeVersion.title, count)
        .join(ProgrammeVersion, ProgrammeVersion.id == Cohort.version_id)
        .join(Node, Node.id == Cohort.node_id)
        .where(below(actor.paths(Can.SEE_COHORTS)))
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query.order_by(Cohort.starts_on.desc(), Cohort.id))]


def cohort_for(session: Session, actor: Actor, cohort_id: UUID) -> Cohort | None:
    """A cohort the actor may see, or None."""
    query = sa.select(Cohort).join(Node, Node.id == Cohort.node_id)
    return session.scalar(query.where(Cohort.id == cohort_id, below(actor.paths(Can.SEE_COHORTS))))


def cohort_people(session: Session, cohort_id: UUID) -> list[tuple[Enrolment, str]]:
    """The enrolments of a cohort with names, by name."""
    query = sa.select(Enrolment, Person.chosen_name).join(Person, Person.id == Enrolment.person_id)
    query = query.where(Enrolment.cohort_id == cohort_id, Enrolment.state.not_in(ENDED))
    return [(row[0], row[1]) for row in session.execute(query.order_by(Person.chosen_name, Enrolment.id))]


def waiting_requests(session: Session, slug: str = "") -> Sequence[EnrolmentRequest]:
    """People who wait for a programme to be published; for one programme if given."""
    query = sa.select(EnrolmentRequest).where(EnrolmentRequest.enrolled_at.is_(None))
    return session.scalars(query.where(EnrolmentRequest.programme_slug == slug) if slug else query).all()
