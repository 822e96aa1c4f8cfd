"""Who has left, and why, for the one who wrote that down."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.employment.models import Leaving, Start, StartState

__all__ = ["came_back", "left_post", "own_reason"]


def left_post(session: Session, person_id: UUID) -> date | None:
    """The last day of the post a person held last; None for somebody in post, and for who never was."""
    query = sa.select(Start.left_on).where(Start.person_id == person_id, Start.state == StartState.STARTED)
    return session.scalar(query.order_by(Start.start_date.desc(), Start.created_at.desc()).limit(1))


def came_back(session: Session, start: Start) -> bool:
    """Whether a later start of the same person goes on, or went on, since their last day on this one."""
    later = (Start.person_id == start.person_id, Start.id != start.id, Start.created_at > start.created_at)
    opened = session.scalars(sa.select(Start.created_at).where(*later, Start.state != StartState.WITHDRAWN))
    return start.left_on is not None and any(clock.local(at).date() >= start.left_on for at in opened)


def own_reason(session: Session, actor: Actor, start_id: UUID) -> Leaving | None:
    """Why somebody left, if this very person wrote it down; None for everybody else, and where nothing is."""
    query = sa.select(Leaving).where(Leaving.start_id == start_id, Leaving.recorder_id == actor.id)
    return session.scalar(query)
