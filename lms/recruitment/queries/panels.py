"""Scoring: who sits where, what waits for a scorer, and whose scores are in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.tables import ENOUGH, Slice, keyset
from lms.people.models import Node, Person
from lms.people.nodes import below
from lms.recruitment.models import Application, ApplicationState, PanelAbsence, PanelMember, Post, Score
from lms.recruitment.permissions import Can
from lms.recruitment.queries.applications import Case
from lms.recruitment.rules.verdicts import Sitting

__all__ = [
    "ScoringCase",
    "Seat",
    "own_score",
    "scores_of",
    "scoring_backlog",
    "scoring_case",
    "scoring_page",
    "seats_of",
]

# On so few panels, their posts are looked up; on more, all that is submitted is read from the oldest on.
FEW = 100
UNSEEN = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)


@dataclass(frozen=True)
class Seat:
    """Somebody on a panel, and whether they are available for one application."""

    member: PanelMember
    name: str
    available: bool

    @property
    def sitting(self) -> Sitting:
        """The seat as rules see it."""
        return Sitting(self.member.lived_experience)


@dataclass(frozen=True)
class ScoringCase(Case):
    """An application in front of one of its scorers."""

    member: PanelMember


def _absent() -> sa.ColumnElement[bool]:
    return sa.exists().where(PanelAbsence.application_id == Application.id, PanelAbsence.member_id == PanelMember.id)


def _mine(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on Application and PanelMember: this person sits here, is available, and it is not their own."""
    return sa.and_(
        PanelMember.person_id == actor.id,
        PanelMember.active,
        Application.person_id != actor.id,
        Application.state.not_in(UNSEEN),
        below(actor.paths(Can.SCORE)),
        ~_absent(),
    )


def _cases() -> sa.Select[*tuple[Any, ...]]:
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(Application, Post, Node, Person, PanelMember)
        .join(Post, Post.id == Application.post_id)
        .join(Node, Node.id == Post.node_id)
        .join(Person, Person.id == Application.person_id)
        .join(PanelMember, PanelMember.post_id == Post.id)
    )
    return query


def scoring_case(session: Session, actor: Actor, application_id: UUID) -> ScoringCase | None:
    """An application this person is a named and available scorer of, or None."""
    row = session.execute(_cases().where(Application.id == application_id, _mine(actor))).first()
    return ScoringCase(*row) if row else None


def _with_own_score(query: sa.Select[*tuple[Any, ...]], actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    return query.outerjoin(Score, (Score.application_id == Application.id) & (Score.scorer_id == actor.id))


def _waiting(session: Session, actor: Actor) -> Sequence[sa.ColumnElement[bool]]:
    """Conditions for applications that this scorer, who sits on their panel, has yet to score."""
    seats = sa.select(PanelMember.post_id).filter_by(person_id=actor.id, active=True)
    posts = session.scalars(seats.limit(FEW + 1)).all()
    unscored = Score.submitted_at.is_(None)
    if len(posts) > FEW:
        return [Application.state == ApplicationState.SUBMITTED, unscored]
    # The state is cast, or SQLite would look through all that is submitted anywhere, by the index over states.
    sent = sa.cast(Application.state, sa.String) == ApplicationState.SUBMITTED.value
    return [Application.post_id.in_(posts), sent, unscored]


def scoring_page(session: Session, actor: Actor, *, scored: bool, cursor: str = "") -> Slice[Any]:
    """One page of (application, post, node, person, seat, own score or None): waiting, oldest first; or scored."""
    query = _with_own_score(_cases().add_columns(Score), actor).where(_mine(actor))
    shown = [Score.submitted_at.is_not(None)] if scored else _waiting(session, actor)
    order = [Application.submitted_at, Application.id]
    return keyset(session, query.where(*shown), order, cursor, newest_first=scored)


def scoring_backlog(session: Session, actor: Actor) -> tuple[int, datetime | None]:
    """How many applications wait for this scorer, counting to ENOUGH, and since when the oldest does."""
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(Application.submitted_at)
        .join(Post, Post.id == Application.post_id)
        .join(Node, Node.id == Post.node_id)
        .join(PanelMember, PanelMember.post_id == Post.id)
    )
    mine = _with_own_score(query, actor).where(_mine(actor), *_waiting(session, actor))
    found = session.scalars(mine.order_by(Application.submitted_at).limit(ENOUGH)).all()
    return len(found), found[0] if found else None


def seats_of(session: Session, application: Application) -> list[Seat]:
    """Everybody on the panel of an application's post, but the applicant, and whether they are available for it."""
    absent = sa.exists().where(PanelAbsence.application_id == application.id, PanelAbsence.member_id == PanelMember.id)
    query = (
        sa.select(PanelMember, Person.chosen_name, absent)
        .join(Person, Person.id == PanelMember.person_id)
        .where(
            PanelMember.post_id == application.post_id,
            PanelMember.active,
            PanelMember.person_id != application.person_id,
        )
        .order_by(Person.chosen_name, PanelMember.id)
    )
    return [Seat(row[0], row[1], not row[2]) for row in session.execute(query)]


def own_score(session: Session, actor: Actor, application_id: UUID) -> Score | None:
    """This person's own score of an application, sent or only saved."""
    return session.scalar(sa.select(Score).filter_by(application_id=application_id, scorer_id=actor.id))


def scores_of(session: Session, application: Application) -> list[tuple[Score, str]]:
    """Scores that count, with the scorers' names, in the order of these. Callers see to blindness."""
    query = (
        sa.select(Score, Person.chosen_name)
        .join(Person, Person.id == Score.scorer_id)
        .join(Application, Application.id == Score.application_id)
        .join(PanelMember, (PanelMember.person_id == Score.scorer_id) & (PanelMember.post_id == Application.post_id))
        .where(Application.id == application.id, Score.submitted_at.is_not(None), ~_absent())
        .order_by(Person.chosen_name, Score.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]
