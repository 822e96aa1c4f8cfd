"""Reading cohorts and who is in them, for trainers and leads."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.tables import ENOUGH, Slice, keyset
from lms.people.models import Node, Person
from lms.people.nodes import below
from modules.models import ENDED, Cohort, Enrolment, EnrolmentState, ProgrammeVersion
from modules.permissions import Can
from modules.rules import QUIET

__all__ = ["cohort_for", "cohort_people", "cohorts_at", "quiet_count", "without_cohort"]

MOST_SHOWN = 50


def cohorts_at(session: Session, actor: Actor, cursor: str = "") -> Slice[tuple[Cohort, str, int]]:
    """A page of the cohorts the actor may see, newest first: cohort, programme's title, how many are in it."""
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
    return keyset(session, query, [Cohort.starts_on, Cohort.id], cursor, newest_first=True)


def cohort_for(session: Session, actor: Actor, cohort_id: UUID) -> Cohort | None:
    """A cohort the actor may see, or None."""
    query = sa.select(Cohort).join(Node, Node.id == Cohort.node_id)
    return session.scalar(query.where(Cohort.id == cohort_id, below(actor.paths(Can.SEE_COHORTS))))


def _named() -> sa.Select[Enrolment, str]:
    query = sa.select(Enrolment, Person.chosen_name).join(Person, Person.id == Enrolment.person_id)
    return query.where(Enrolment.state.not_in(ENDED)).order_by(Person.chosen_name, Enrolment.id)


def cohort_people(session: Session, cohort_id: UUID) -> list[tuple[Enrolment, str]]:
    """The enrolments of a cohort with names, by name; a cohort has a limited number of places."""
    return [(row[0], row[1]) for row in session.execute(_named().where(Enrolment.cohort_id == cohort_id))]


def without_cohort(session: Session, actor: Actor) -> list[tuple[Enrolment, str]]:
    """The first people at the actor's nodes who learn without a cohort, because none had room."""
    alone = _named().join(Node, Node.id == Enrolment.node_id).where(Enrolment.cohort_id.is_(None))
    under_way = Enrolment.state != EnrolmentState.COMPLETED
    query = alone.where(under_way, below(actor.paths(Can.SEE_COHORTS))).limit(MOST_SHOWN)
    return [(row[0], row[1]) for row in session.execute(query)]


def quiet_count(session: Session, paths: Sequence[str]) -> int:
    """How many people at these nodes or below may welcome a call; counting stops at a hundred."""
    quiet = sa.and_(Enrolment.last_active_at <= clock.now() - QUIET, Enrolment.state == EnrolmentState.ACTIVE)
    some = sa.select(Enrolment.id).join(Node, Node.id == Enrolment.node_id).where(below(paths), quiet).limit(ENOUGH)
    return session.scalar(sa.select(sa.func.count()).select_from(some.subquery())) or 0
