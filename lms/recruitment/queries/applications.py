"""Applications: one's own, and those for posts that one looks after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.db import prepared
from lms.core.tables import ENOUGH, Slice, keyset
from lms.people.models import Node, Person
from lms.people.nodes import below
from lms.recruitment.models import (
    Application,
    ApplicationAnswer,
    ApplicationState,
    Decision,
    Interview,
    Offer,
    Post,
)
from lms.recruitment.permissions import Can
from lms.recruitment.queries.scorers import scores_in, too_few_can_score

__all__ = [
    "Case",
    "Standing",
    "answers_of",
    "case_for_post",
    "closings_of",
    "decisions_of",
    "interview_of",
    "managed_case",
    "managed_page",
    "managed_totals",
    "offer_of",
    "open_answers_of",
    "own_case",
    "own_standings",
]


ON_THE_WAY = (
    ApplicationState.SUBMITTED,
    ApplicationState.SHORTLISTED,
    ApplicationState.INTERVIEW,
    ApplicationState.OFFER,
)


@dataclass(frozen=True)
class Case:
    """An application with its post, the post's team and the applicant."""

    application: Application
    post: Post
    node: Node
    person: Person


@dataclass(frozen=True)
class Standing:
    """One of somebody's own applications, with what they would ask about first; `short` when too few can score it."""

    application: Application
    post: Post
    node: Node
    interview: Interview | None
    short: bool


def _cases() -> sa.Select[*tuple[Any, ...]]:
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(Application, Post, Node, Person)
        .join(Post, Post.id == Application.post_id)
        .join(Node, Node.id == Post.node_id)
        .join(Person, Person.id == Application.person_id)
    )
    return query


def _one(session: Session, *conditions: sa.ColumnElement[bool]) -> Case | None:
    row = session.execute(_cases().where(*conditions)).first()
    return Case(*row) if row else None


def own_case(session: Session, actor: Actor, application_id: UUID) -> Case | None:
    """One's own application, or None."""
    return _one(session, Application.id == application_id, Application.person_id == actor.id)


def case_for_post(session: Session, person_id: UUID, post_id: UUID) -> Case | None:
    """The application somebody has for a post, or None."""
    return _one(session, Application.post_id == post_id, Application.person_id == person_id)


def own_standings(session: Session, person_id: UUID) -> list[Standing]:
    """One's own applications, newest first."""
    return [Standing(*row) for row in session.execute(*_standings(person=person_id))]


@prepared
def _standings(*, person: UUID) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Application, Post, Node, Interview, too_few_can_score())
        .join(Post, Post.id == Application.post_id)
        .join(Node, Node.id == Post.node_id)
        .outerjoin(Interview, Interview.application_id == Application.id)
        .where(Application.person_id == person)
        .order_by(Application.created_at.desc(), Application.id)
        .limit(50)
    )


def _managed(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(below(actor.paths(Can.MANAGE)), Application.submitted_at.is_not(None))


def managed_case(session: Session, actor: Actor, application_id: UUID) -> Case | None:
    """An application that was sent for a post this person looks after, not their own; or None."""
    return _one(session, Application.id == application_id, Application.person_id != actor.id, _managed(actor))


def managed_page(
    session: Session,
    actor: Actor,
    *,
    post_id: UUID | None = None,
    state: ApplicationState | None = None,
    cursor: str = "",
) -> Slice[Any]:
    """One page of sent applications (application, post, node, person, scores in, too few to score), newest first."""
    query = (
        _cases().add_columns(scores_in(), too_few_can_score()).where(_managed(actor), Application.person_id != actor.id)
    )
    if post_id:
        query = query.where(Application.post_id == post_id)
    if state:
        query = query.where(Application.state == state)
    return keyset(session, query, [Application.submitted_at, Application.id], cursor, newest_first=True)


def managed_totals(session: Session, actor: Actor) -> Iterable[tuple[ApplicationState, bool, bool, bool, int]]:
    """Sent applications counted by state: are two scores in, is an interview written down, are scorers missing?

    Of each state in which somebody is to act, the ENOUGH that were sent first: nobody needs to know how many more.
    """
    one = sa.union_all(*(sa.select(_oldest(actor, state).subquery()) for state in ON_THE_WAY)).subquery()
    parts = (one.c.state, one.c.enough, one.c.met, one.c.short)
    query = sa.select(*parts, sa.func.count()).group_by(*parts)
    return [(row[0], bool(row[1]), bool(row[2]), bool(row[3]), row[4]) for row in session.execute(query)]


def _oldest(actor: Actor, state: ApplicationState) -> sa.Select[*tuple[Any, ...]]:
    enough = sa.case((scores_in() >= 2, 1), else_=0).label("enough")
    met = sa.case((Interview.recorded_at.is_not(None), 1), else_=0).label("met")
    return (
        sa.select(Application.state, enough, met, too_few_can_score().label("short"))
        .join(Post, Post.id == Application.post_id)
        .join(Node, Node.id == Post.node_id)
        .outerjoin(Interview, Interview.application_id == Application.id)
        .where(_managed(actor), Application.state == state)
        .order_by(Application.submitted_at, Application.id)
        .limit(ENOUGH)
    )


def answers_of(session: Session, application_id: UUID) -> dict[str, ApplicationAnswer]:
    """All answers by step, private ones included: for the applicant and the panel only."""
    rows = session.scalars(sa.select(ApplicationAnswer).filter_by(application_id=application_id))
    return {row.step: row for row in rows}


def closings_of(session: Session, application_id: UUID) -> list[datetime]:
    """When the applicant closed answers, without what these say."""
    query = sa.select(ApplicationAnswer.closed_at).filter_by(application_id=application_id)
    return list(session.scalars(query.where(ApplicationAnswer.closed_at.is_not(None))))


def open_answers_of(session: Session, application_id: UUID) -> dict[str, ApplicationAnswer]:
    """The answers that HR may read; private ones never leave the database for this."""
    rows = session.scalars(sa.select(ApplicationAnswer).filter_by(application_id=application_id, private=False))
    return {row.step: row for row in rows}


def decisions_of(session: Session, application_id: UUID) -> list[Decision]:
    """What was decided, newest first."""
    query = sa.select(Decision).filter_by(application_id=application_id)
    return list(session.scalars(query.order_by(Decision.decided_at.desc(), Decision.id)))


def offer_of(session: Session, application_id: UUID) -> Offer | None:
    """The offer, if one was made."""
    return session.scalar(sa.select(Offer).filter_by(application_id=application_id))


def interview_of(session: Session, application_id: UUID) -> Interview | None:
    """The interview, if one was arranged."""
    return session.scalar(sa.select(Interview).filter_by(application_id=application_id))
