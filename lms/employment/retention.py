"""When starts go, with their checks and lists, and the applications that led to them."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.db.classes import ADJUSTMENTS, CHECKS, OUTCOMES, POSTS
from lms.core.files import FileStore
from lms.employment.models import (
    Check,
    CheckEvent,
    ChecklistItem,
    DecisionKind,
    Leaving,
    PlacementHold,
    Start,
    StartDecision,
    StartState,
    Supervision,
    Waiver,
)
from lms.people.retention import deletes, held_role, left
from lms.plugins import RetentionRule, Rows
from lms.recruitment import retention as recruitment
from lms.recruitment.models import Application, ApplicationState

__all__ = ["RULES"]


CAME, GIVEN_UP = Start.state == StartState.STARTED, Start.state == StartState.WITHDRAWN
ACCEPTED = Application.state == ApplicationState.ACCEPTED


def _starts() -> Rows:
    """Those that went ahead, or still may: what is under way has no clock, whatever role ended years before."""
    ended = sa.case((CAME, left(Start.person_id)))
    return sa.select(Start.id, Start.person_id, ended.label("started")).where(~GIVEN_UP)


def _given_up() -> Rows:
    """Those that did not go ahead: from the day on which that was decided."""
    started = sa.func.coalesce(_decided_against(), Start.created_at)
    return sa.select(Start.id, Start.person_id, started.label("started")).where(GIVEN_UP)


def _decided_against() -> sa.ScalarSelect[Any]:
    decided = sa.select(sa.func.max(StartDecision.created_at))
    return decided.where(
        StartDecision.start_id == Start.id, StartDecision.kind == DecisionKind.WITHDRAWN
    ).scalar_subquery()


def _accepted() -> Rows:
    """Applications that led to a start, on its clock; one that was held for longer than its start goes on alone."""
    alone = sa.and_(Start.id.is_(None), held_role(Application.person_id))
    ended = sa.case((sa.or_(CAME, alone), left(Application.person_id)))
    return _applications(ended).where(ACCEPTED, sa.or_(Start.state != StartState.WITHDRAWN, alone))


def _came_to_nothing() -> Rows:
    """Applications that were accepted, and then the start was not to go ahead."""
    alone = sa.and_(Start.id.is_(None), ~held_role(Application.person_id))
    decided = sa.func.coalesce(_decided_against(), recruitment.decided())
    return _applications(decided).where(ACCEPTED, sa.or_(GIVEN_UP, alone))


def _applications(started: sa.ColumnElement[Any]) -> Rows:
    query = sa.select(Application.id, Application.person_id, started.label("started"))
    return query.outerjoin(Start, Start.application_id == Application.id)


def _holds() -> Rows:
    """Placements that were on hold, whether or not there was a start to wait."""
    return sa.select(PlacementHold.id, PlacementHold.person_id, left(PlacementHold.person_id).label("started"))


def _agreed(starts: Callable[[], Rows]) -> Callable[[], Rows]:
    """Those of these starts for which something was agreed; of a sealed column only its length is asked."""
    details = sa.func.length(Check.__table__.c.conditions) > 0
    return lambda: starts().where(sa.exists().where(Check.start_id == Start.id, details))


def _clear_details(session: Session, ids: Sequence[UUID], _files: FileStore) -> None:
    table: Any = Check.__table__
    nothing = {"conditions": "", "version": table.c.version + 1}
    session.execute(sa.update(table).where(table.c.start_id.in_(ids)).values(nothing))


def _delete_checks(session: Session, ids: Sequence[UUID], _files: FileStore) -> None:
    theirs = sa.select(Check.id).where(Check.start_id.in_(ids))
    session.execute(sa.delete(CheckEvent).where(CheckEvent.check_id.in_(theirs)))
    session.execute(sa.delete(Check).where(Check.start_id.in_(ids)))


def _delete_starts(session: Session, ids: Sequence[UUID], files: FileStore) -> None:
    _delete_checks(session, ids, files)
    for model in (ChecklistItem, Waiver, StartDecision, Supervision, Leaving):
        session.execute(sa.delete(model).where(model.start_id.in_(ids)))
    session.execute(sa.delete(Start).where(Start.id.in_(ids)))


RULES = (
    RetentionRule(ADJUSTMENTS, "lms_application", _accepted, recruitment.clear_adjustments, about_person=False),
    RetentionRule(ADJUSTMENTS, "lms_application", _came_to_nothing, recruitment.clear_adjustments, about_person=False),
    RetentionRule(POSTS, "lms_application", _accepted, recruitment.anonymise),
    RetentionRule(POSTS, "lms_application", _came_to_nothing, recruitment.anonymise),
    RetentionRule(OUTCOMES, "lms_start", _agreed(_starts), _clear_details, about_person=False),
    RetentionRule(OUTCOMES, "lms_start", _agreed(_given_up), _clear_details, about_person=False),
    RetentionRule(CHECKS, "lms_start", _starts, _delete_checks, about_person=False),
    RetentionRule(CHECKS, "lms_start", _given_up, _delete_checks, about_person=False),
    RetentionRule(POSTS, "lms_start", _starts, _delete_starts),
    RetentionRule(POSTS, "lms_start", _given_up, _delete_starts),
    RetentionRule(POSTS, "lms_placement_hold", _holds, deletes(PlacementHold)),
)
