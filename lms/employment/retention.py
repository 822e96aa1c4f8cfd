"""When starts go, with their checks and lists."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.db.classes import CHECKS, OUTCOMES, POSTS
from lms.core.files import FileStore
from lms.employment.models import (
    Check,
    CheckEvent,
    ChecklistItem,
    CheckState,
    DecisionKind,
    Start,
    StartDecision,
    StartState,
    Supervision,
    Waiver,
)
from lms.people.retention import left
from lms.plugins import RetentionRule, Rows

__all__ = ["RULES"]


def _checks() -> Rows:
    done = sa.case((Check.state == CheckState.DONE, Check.done_on)).label("started")
    return sa.select(Check.id, Start.person_id, done).join(Start, Start.id == Check.start_id)


def _clear_details(session: Session, ids: Sequence[UUID], _files: FileStore) -> None:
    table: Any = Check.__table__
    nothing = {"conditions": "", "version": table.c.version + 1}
    session.execute(sa.update(table).where(table.c.id.in_(ids)).values(nothing))


def _starts() -> Rows:
    """Those that went ahead, or still may."""
    query = sa.select(Start.id, Start.person_id, left(Start.person_id).label("started"))
    return query.where(Start.state != StartState.WITHDRAWN)


def _given_up() -> Rows:
    """Those that did not go ahead: from the day on which that was decided."""
    decided = sa.select(sa.func.max(StartDecision.created_at))
    last = decided.where(StartDecision.start_id == Start.id, StartDecision.kind == DecisionKind.WITHDRAWN)
    started = sa.func.coalesce(last.scalar_subquery(), Start.created_at)
    return sa.select(Start.id, Start.person_id, started.label("started")).where(Start.state == StartState.WITHDRAWN)


def _delete_checks(session: Session, ids: Sequence[UUID], _files: FileStore) -> None:
    theirs = sa.select(Check.id).where(Check.start_id.in_(ids))
    session.execute(sa.delete(CheckEvent).where(CheckEvent.check_id.in_(theirs)))
    session.execute(sa.delete(Check).where(Check.start_id.in_(ids)))


def _delete_starts(session: Session, ids: Sequence[UUID], files: FileStore) -> None:
    _delete_checks(session, ids, files)
    for model in (ChecklistItem, Waiver, StartDecision, Supervision):
        session.execute(sa.delete(model).where(model.start_id.in_(ids)))
    session.execute(sa.delete(Start).where(Start.id.in_(ids)))


RULES = (
    RetentionRule(OUTCOMES, "lms_check", _checks, _clear_details, about_person=False),
    RetentionRule(CHECKS, "lms_start", _starts, _delete_checks, about_person=False),
    RetentionRule(CHECKS, "lms_start", _given_up, _delete_checks, about_person=False),
    RetentionRule(POSTS, "lms_start", _starts, _delete_starts),
    RetentionRule(POSTS, "lms_start", _given_up, _delete_starts),
)
