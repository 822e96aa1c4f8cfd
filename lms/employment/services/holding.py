"""Putting a placement on hold, and lifting that: a decision apart from learning, which goes on."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.employment import queries, rules
from lms.employment.models import PlacementHold, Start
from lms.people import mail
from lms.people.models import Node
from lms.people.nodes import below

__all__ = ["expect_no_hold", "lift_hold", "place_hold"]


def place_hold(
    session: Session, *, person_id: UUID, node: Node, cause_id: UUID, reason: str, review_on: date, by: Actor
) -> PlacementHold:
    """Let every start of this person at the node and below wait until a day; the person reads why.

    One that is in force for the same cause gives way to it. Raises Refused for a day gone by, or too far ahead.
    """
    problem = rules.review_problem(review_on, clock.today())
    if problem:
        raise Refused(problem, field="review_on")
    lift_hold(session, cause_id=cause_id, by=by, tell=False)
    here = {"person_id": person_id, "node_id": node.id, "cause_id": cause_id}
    held = PlacementHold(by_id=by.id, review_on=review_on, seen=_seen(session, person_id, node), **here)
    held.reason = reason
    session.add(held)
    session.flush()
    record(session, by=by, action="placement.held", subject=held, about=person_id, until=review_on.isoformat())
    _tell(session, held, "placed")
    return held


def _seen(session: Session, person_id: UUID, node: Node) -> dict[str, object]:
    query = sa.select(Start.id, Start.state).join(Node, Node.id == Start.node_id)
    theirs = query.where(Start.person_id == person_id, below([node.path])).order_by(Start.created_at, Start.id)
    return {"starts": [{"start": str(row[0]), "state": row[1].value} for row in session.execute(theirs)]}


def lift_hold(session: Session, *, cause_id: UUID, by: Actor, tell: bool = True) -> bool:
    """Let a placement go on that waits for this cause, and tell its person. False when it does not wait any more."""
    held = queries.hold_in_force(session, cause_id)
    if held is None:
        return False
    held.lifted_at, held.lifted_by_id = clock.now(), by.id
    session.flush()
    record(session, by=by, action="placement.hold-lifted", subject=held, about=held.person_id)
    if tell:
        _tell(session, held, "lifted")
    return True


def expect_no_hold(session: Session, start: Start) -> None:
    """Raise Refused while this start is on hold."""
    if queries.held_until(session, start.id):
        raise Refused(_l("This start is on hold. Wait until the hold is lifted, or its day has gone by."))


def _tell(session: Session, held: PlacementHold, what: str) -> None:
    mail.write(
        session,
        to=held.person_id,
        subject=_l("There is something for you to read"),
        body=_l("There is news about what happens next. Sign in to read it."),
        key=f"hold-{held.id}-{what}",
        path="/start/mine",
    )
