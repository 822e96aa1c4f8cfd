"""When applications go, part by part. What is counted of them stays: the state, the days, that there was one.

Those that led to a start go with it: `lms.employment.retention`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.db.classes import ADJUSTMENTS, DRAFTS, STORIES, UNSUCCESSFUL
from lms.core.files import FileStore
from lms.plugins import RetentionRule, Rows
from lms.recruitment.models import (
    Application,
    ApplicationAnswer,
    ApplicationState,
    Decision,
    Interview,
    PanelAbsence,
    Post,
    Score,
)

__all__ = ["RULES", "anonymise", "clear_adjustments", "decided"]

S = ApplicationState
OVER = (S.NOT_THIS_TIME, S.WITHDRAWN, S.DECLINED)
UNDER_WAY = (S.SUBMITTED, S.SHORTLISTED, S.INTERVIEW, S.OFFER)
# Decisions are never changed through their model; here it is their time to lose what they say of a person.
DECIDED = Decision.__table__


def decided() -> sa.ColumnElement[Any]:
    """The last decision about an application, whoever made it."""
    last = sa.select(sa.func.max(Decision.decided_at)).where(Decision.application_id == Application.id)
    return sa.func.coalesce(last.scalar_subquery(), Application.submitted_at, Application.created_at)


def _rows(states: Iterable[ApplicationState], started: Any) -> Callable[[], Rows]:
    of_these = Application.state.in_(list(states))
    return lambda: sa.select(Application.id, Application.person_id, started.label("started")).where(of_these)


def _heard_back() -> sa.ColumnElement[Any]:
    """The decision, and the feedback where somebody asked for it."""
    heard = sa.case((Application.feedback_way.is_not(None), Application.feedback_done_at), else_=decided())
    return sa.case((Application.state.in_([*OVER, S.ACCEPTED]), heard))


def anonymise(session: Session, ids: Sequence[UUID], files: FileStore) -> None:
    """Take what is told of a person from these applications, and leave what is counted."""
    _delete_answers(session, ids, files)
    clear_adjustments(session, ids, files)
    empty: Iterable[tuple[Any, dict[str, Any]]] = (
        (Score.__table__, {"comment": ""}),
        (Interview.__table__, {"place": "", "meets": ""}),
        (DECIDED, {"letter": ""}),
    )
    for table, nothing in empty:
        session.execute(sa.update(table).where(table.c.application_id.in_(ids)).values(nothing))
    wishes = {"feedback_way": None, "scored_again_at": None}
    session.execute(sa.update(Application).where(Application.id.in_(ids)).values(wishes))


def _delete_answers(session: Session, ids: Sequence[UUID], _files: FileStore) -> None:
    session.execute(sa.delete(ApplicationAnswer).where(ApplicationAnswer.application_id.in_(ids)))


def clear_adjustments(session: Session, ids: Sequence[UUID], _files: FileStore) -> None:
    """Forget what these applicants asked for."""
    table: Any = Application.__table__
    nothing = {"adjustments": "", "guaranteed_interview": None, "version": table.c.version + 1}
    session.execute(sa.update(table).where(table.c.id.in_(ids)).values(nothing))


def _delete(session: Session, ids: Sequence[UUID], files: FileStore) -> None:
    _delete_answers(session, ids, files)
    session.execute(sa.delete(PanelAbsence).where(PanelAbsence.application_id.in_(ids)))
    session.execute(sa.delete(Application).where(Application.id.in_(ids)))


def _unsent() -> Rows:
    query = sa.select(Application.id, Application.person_id, Post.closes_on.label("started"))
    return query.join(Post, Post.id == Application.post_id).where(Application.state == S.DRAFT)


def _rule(keeps: Any, rows: Callable[[], Rows], dispose: Any, **more: bool) -> RetentionRule:
    return RetentionRule(keeps, "lms_application", rows, dispose, **more)


RESERVED = _rows([S.RESERVE], Application.reserve_until)
ENDED = sa.case((Application.state.in_(OVER), decided()))

RULES = (
    _rule(STORIES, _rows([*UNDER_WAY, *OVER, S.ACCEPTED], _heard_back()), _delete_answers, about_person=False),
    _rule(STORIES, RESERVED, _delete_answers, about_person=False),
    _rule(ADJUSTMENTS, _rows([*UNDER_WAY, *OVER], ENDED), clear_adjustments, about_person=False),
    _rule(ADJUSTMENTS, RESERVED, clear_adjustments, about_person=False),
    _rule(UNSUCCESSFUL, _rows([*UNDER_WAY, *OVER], ENDED), anonymise),
    _rule(UNSUCCESSFUL, RESERVED, anonymise),
    _rule(DRAFTS, _unsent, _delete),
)
