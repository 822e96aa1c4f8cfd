"""People who left and came back: what they had done, and what of it counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from modules.models import ActivityEvent, Enrolment, EventKind
from modules.queries.progress import progress_in, progress_of
from modules.rules import Since, since

__all__ = ["Return", "returns"]


@dataclass(frozen=True)
class Return:
    """What became of what was done in one enrolment, and the moment at which the last of it was."""

    since: Since
    last_done: datetime | None


def returns(session: Session, enrolments: Iterable[Enrolment]) -> dict[UUID, Return]:
    """By id, those of these enrolments that somebody came back to; no statement where there are none."""
    found = [one for one in enrolments if one.back_on]
    if not found:
        return {}
    now = progress_of(session, found)
    before = progress_in(session, {one.id: one.before_id or one.version_id for one in found})
    days = _last_done(session, (one.id for one in found))
    return {one.id: Return(since(before[one.id], now[one.id]), days.get(one.id)) for one in found}


def _last_done(session: Session, enrolment_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each of these enrolments had its last step done."""
    done = sa.select(ActivityEvent.enrolment_id, sa.func.max(ActivityEvent.created_at))
    theirs = sa.and_(ActivityEvent.kind == EventKind.DONE, ActivityEvent.enrolment_id.in_(list(enrolment_ids)))
    return {row[0]: row[1] for row in session.execute(done.where(theirs).group_by(ActivityEvent.enrolment_id))}
