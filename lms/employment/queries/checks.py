"""Checks for HR: every statement filters by the nodes at which the actor is HR."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.tables import Slice, keyset
from lms.employment.models import Check, CheckEvent, CheckState, Start
from lms.employment.permissions import Can
from lms.employment.queries.conditions import going_on, open_check
from lms.people.models import Node, Person
from lms.people.nodes import below

__all__ = ["CheckFilter", "CheckRow", "check_for", "checks_page", "events_of", "open_checks"]

CheckRow = tuple[Check, Start, str, str]


@dataclass(frozen=True)
class CheckFilter:
    """Which checks: a state ("" is all still open), a kind, a team."""

    state: str = ""
    code: str = ""
    team: UUID | None = None


def _mine(actor: Actor) -> sa.Select[Check, Start, str, str]:
    return (
        sa.select(Check, Start, Person.chosen_name, Node.name)
        .join(Start, Start.id == Check.start_id)
        .join(Person, Person.id == Start.person_id)
        .join(Node, Node.id == Start.node_id)
        .where(below(actor.paths(Can.RUN_CHECKS)), Start.person_id != actor.id)
    )


def _in_state(state: str, actor: Actor) -> sa.ColumnElement[bool]:
    """Checks in this state as the actor sees it: `rules.state_for`, for a database."""
    today = clock.today()
    if not state:
        return open_check(today)
    if state == CheckState.EXPIRED:
        return sa.and_(Check.settled.is_(True), Check.expires_on < today)
    kept_from = sa.and_(Check.keeper_id != actor.id, sa.or_(Check.second_id.is_(None), Check.second_id != actor.id))
    deciding = sa.or_(
        Check.state == CheckState.DECISION_NEEDED,
        sa.and_(Check.state == CheckState.DONE, Check.settled.is_(False)),
    )
    hidden = sa.and_(Check.keeper_id.is_not(None), kept_from, deciding)
    seen = sa.and_(Check.state == CheckState(state), ~hidden)
    if state == CheckState.IN_PROGRESS:
        seen = sa.or_(seen, hidden)
    return sa.and_(seen, sa.or_(Check.expires_on.is_(None), Check.expires_on >= today))


def checks_page(session: Session, actor: Actor, filters: CheckFilter, cursor: str = "") -> Slice[CheckRow]:
    """One page of checks at this HR officer's nodes, those waiting longest first.

    Starts not going ahead are left out, and those of people who left.
    """
    query = _mine(actor).where(going_on(), _in_state(filters.state, actor))
    if filters.code:
        query = query.where(Check.code == filters.code)
    if filters.team:
        query = query.where(Start.node_id == filters.team)
    return keyset(session, query, [Check.waiting_since, Check.id], cursor)


def check_for(session: Session, actor: Actor, check_id: UUID) -> CheckRow | None:
    """A check at this HR officer's nodes and not their own, with its start, person and team; or None."""
    row = session.execute(_mine(actor).where(Check.id == check_id)).first()
    return (row[0], row[1], row[2], row[3]) if row else None


def events_of(session: Session, check_id: UUID) -> Sequence[tuple[CheckEvent, str | None]]:
    """What happened to a check and who did it, newest first."""
    query = sa.select(CheckEvent, Person.chosen_name).outerjoin(Person, Person.id == CheckEvent.by_id)
    rows = session.execute(
        query.where(CheckEvent.check_id == check_id).order_by(CheckEvent.created_at.desc(), CheckEvent.id)
    ).all()
    return [(row[0], row[1]) for row in rows]


def open_checks(session: Session, actor: Actor) -> Sequence[CheckRow]:
    """Every open check that HR moves on, oldest first, for the home page; at most two hundred."""
    query = _mine(actor).where(going_on(), open_check(clock.today()))
    rows = session.execute(query.order_by(Check.waiting_since, Check.id).limit(200)).all()
    return [(row[0], row[1], row[2], row[3]) for row in rows]
