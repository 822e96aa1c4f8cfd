"""What waits, for home pages; and the decision a start stands on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.db import prepared
from lms.employment.lines import Sheet
from lms.employment.models import Start, StartDecision, StartState
from lms.employment.permissions import Can
from lms.employment.queries import conditions
from lms.employment.queries.sheets import bare, heads, waivers_of
from lms.people.models import Node, Person
from lms.people.nodes import below
from lms.people.queries import few_nodes

__all__ = ["StartCounts", "counts_for_manager", "latest_decision", "own_standing", "ready_sheets"]


LOOKED_AT = 200


@dataclass(frozen=True)
class Standing:
    """Where a person's own start is: whether something waits on them, all our lines are done, or it is on hold."""

    start: Start
    waits_on_me: bool
    all_done: bool
    held_until: date | None = None


@dataclass(frozen=True)
class StartCounts:
    """How many starts wait on a line manager, for lines and for a date."""

    items: int
    dates: int


def ready_sheets(session: Session, actor: Actor) -> Sequence[Sheet]:
    """Starts this HR officer may be about to confirm, without checks and items, which are done; the first twenty."""
    mine = sa.and_(below(actor.paths(Can.CONFIRM_STARTS)), Start.person_id != actor.id)
    longest = sa.select(Start.id).join(Node, Node.id == Start.node_id).where(mine, Start.state == StartState.PREPARING)
    # Looking at every line of every start is dear: a home page looks at those begun first, the board at all.
    looked_at = longest.order_by(Start.created_at, Start.id).limit(LOOKED_AT)
    done = sa.and_(Start.id.in_(looked_at), conditions.all_done(clock.today()))
    rows = session.execute(heads().where(done).order_by(Start.created_at).limit(20)).all()
    agreed = waivers_of(session, [row[0].id for row in rows])
    return [replace(bare(row), waivers=agreed[row[0].id]) for row in rows]


def counts_for_manager(session: Session, actor: Actor) -> StartCounts:
    """What waits on this line manager, in one statement."""
    to_date = sa.and_(Start.state == StartState.CONFIRMED, conditions.held_until(clock.today()).is_(None))
    to_do = sa.and_(Start.state == StartState.PREPARING, conditions.waiting_on("manager", clock.today()))
    query = (
        sa.select(sa.func.count(sa.case((to_do, 1))), sa.func.count(sa.case((to_date, 1))))
        .select_from(Start)
        .join(Node, Node.id == Start.node_id)
        .where(below(actor.paths(Can.PREPARE_STARTS)), Start.person_id != actor.id)
        .where(Start.state.in_(conditions.OPEN))
    )
    few = few_nodes(session, actor.paths(Can.PREPARE_STARTS))
    if few is not None:
        query = query.where(Start.node_id.in_(few))
    row = session.execute(query).one()
    return StartCounts(row[0], row[1])


def latest_decision(session: Session, start_id: UUID) -> tuple[StartDecision, str] | None:
    """The decision a start stands on and who made it, or None."""
    query = sa.select(StartDecision, Person.chosen_name).join(Person, Person.id == StartDecision.by_id)
    row = session.execute(
        query.where(StartDecision.start_id == start_id).order_by(StartDecision.created_at.desc()).limit(1)
    ).first()
    return (row[0], row[1]) if row else None


def own_standing(session: Session, actor: Actor) -> Standing | None:
    """Where this person's newest start on the way is, in one statement; None without one."""
    row = session.execute(*_newest_start(person=actor.id, today=clock.today())).first()
    return Standing(row[0], row[1], row[2], row[3]) if row else None


@prepared
def _newest_start(*, person: UUID, today: date) -> sa.Select[Start, bool, bool, date | None]:
    todo, held = (conditions.waiting_on("trainee", today), conditions.all_done(today)), conditions.held_until(today)
    query = sa.select(Start, *todo, held)
    mine = query.where(Start.person_id == person, Start.state.in_(conditions.OPEN))
    return mine.order_by(Start.created_at.desc()).limit(1)
