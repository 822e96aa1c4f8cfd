"""A last day that was recorded wrongly: another in its place, or none, for they have not left."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import announce, expect_version
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.employment import queries
from lms.employment.last_days import WhyCorrected, other_last_day_problem
from lms.employment.models import Leaving, Start
from lms.employment.services.leaving import ENDING, ended
from lms.employment.services.starts import still_follows, tell
from lms.employment.signals import last_day_corrected
from lms.people.services import go_on_in_roles

__all__ = ["correct_last_day", "take_back_leaving"]


def correct_last_day(
    session: Session, *, start: Start, last_day: date | None, why: WhyCorrected, by: Actor, seen: int | None = None
) -> None:
    """Put another day in the place of somebody's last day: the roles that ended with the one end with the other.

    Raises Refused for whoever has not left, and for a day that cannot be the last, or is the one recorded already.
    """
    before = _recorded(start, seen)
    problem = other_last_day_problem(start, last_day, clock.today())
    if last_day is None or problem:
        raise Refused(problem or "", field="last_day")
    start.left_on = last_day
    _go_on(session, start, before, by)
    more = ended(session, start, last_day, by)
    if start.ended_roles is not None:
        start.ended_roles = {**start.ended_roles, **more}
    days = {"before": before.isoformat(), "day": last_day.isoformat()}
    record(session, by=by, action="start.last-day-changed", subject=start, about=start.person_id, why=why, **days)
    _settle(session, start, before)


def take_back_leaving(session: Session, *, start: Start, why: WhyCorrected, by: Actor, seen: int | None = None) -> None:
    """Record that somebody who was said to have left has not: all that ended with the day goes on as if it had not.

    What was written about why they left is gone with it, whoever wrote it: there is nothing that it would be about.
    Raises Refused for whoever has not left, and for whoever has a later start since.
    """
    before = _recorded(start, seen)
    if queries.came_back(session, start):
        raise Refused(_l("They have a later start since. You can put another day here, and not take it back."))
    start.left_on, start.on_board = None, still_follows(session, start)
    session.execute(sa.delete(Leaving).where(Leaving.start_id == start.id))
    _go_on(session, start, before, by)
    start.ended_roles = None
    said = {"why": why, "before": before.isoformat()}
    record(session, by=by, action="start.leaving-taken-back", subject=start, about=start.person_id, **said)
    _settle(session, start, before)


def _recorded(start: Start, seen: int | None) -> date:
    expect_version(start, seen)
    if start.left_on is None:
        raise Refused(_l("No last day is recorded here, so there is nothing to change."))
    return start.left_on


def _go_on(session: Session, start: Start, before: date, by: Actor) -> None:
    about = {"person_id": start.person_id, "node_id": start.node_id}
    own = _own_ends(start)
    go_on_in_roles(session, **about, roles=ENDING, ended_on=before, until=start.left_on, own=own, by=by)


def _own_ends(start: Start) -> dict[UUID, date | None] | None:
    """The roles that ended with the last day, with the end each had of its own; None where nobody noted it."""
    if start.ended_roles is None:
        return None
    return {UUID(grant_id): date.fromisoformat(day) if day else None for grant_id, day in start.ended_roles.items()}


def _settle(session: Session, start: Start, before: date) -> None:
    session.flush()
    tell(session, start, f"last-day-{start.version}")  # a day may be put right more than once, and each is news
    facts = {"start_id": start.id, "person_id": start.person_id, "node_id": start.node_id}
    announce(last_day_corrected, session, **facts, before=before, on=start.left_on)
