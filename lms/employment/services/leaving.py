"""Leaving a post: the last day, the roles that end with it, and why, for one officer alone."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import announce, expect_version
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.employment import rules
from lms.employment.models import Leaving, Start
from lms.employment.services.starts import tell
from lms.employment.signals import person_left
from lms.people.models import Node
from lms.people.nodes import root_id
from lms.people.roles import Role
from lms.people.services import end_roles, grant

__all__ = ["ENDING", "ended", "leave"]

ENDING = (Role.PEER, Role.TRAINEE)


def leave(
    session: Session, *, start: Start, last_day: date, by: Actor, reason: str = "", seen: int | None = None
) -> None:
    """Record that somebody has left a post: their roles in that team end with the day.

    They keep their account, all that is theirs to read, and may apply again. `reason` is for whoever writes it.
    Raises Refused for whoever has not started or has left already, and for a day that cannot be the last.
    """
    expect_version(start, seen)
    if not rules.in_post(start):
        raise Refused(_l("Nobody works here on this start: they have left already, or have not begun."))
    problem = rules.last_day_problem(start, last_day, clock.today())
    if problem:
        raise Refused(problem, field="last_day")
    start.left_on, start.on_board = last_day, False
    start.ended_roles = ended(session, start, last_day, by)
    root = root_id(session.get_one(Node, start.node_id))
    grant(session, person_id=start.person_id, role=Role.APPLICANT, node_id=root, by=by)
    if reason:
        _keep(session, start, reason, by.id)
    # Nothing here says whether a reason was written: that alone would tell something.
    record(session, by=by, action="start.left", subject=start, about=start.person_id, day=last_day.isoformat())
    tell(session, start, f"left-{last_day.isoformat()}")
    session.flush()
    facts = {"start_id": start.id, "person_id": start.person_id, "node_id": start.node_id}
    announce(person_left, session, **facts, on=last_day)


def ended(session: Session, start: Start, last_day: date, by: Actor) -> dict[str, str | None]:
    """End the roles of a start with its last day; gives which, and what end each had of its own, to be kept."""
    about = {"person_id": start.person_id, "node_id": start.node_id}
    before = end_roles(session, **about, roles=ENDING, last_day=last_day, by=by)
    return {str(grant_id): day.isoformat() if day else None for grant_id, day in before.items()}


def _keep(session: Session, start: Start, reason: str, recorder_id: UUID) -> None:
    row = Leaving(start_id=start.id, recorder_id=recorder_id)
    row.reason = reason
    session.add(row)
