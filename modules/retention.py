"""When what was done in a programme goes, and what somebody wrote there for themselves."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.db.classes import JOURNAL, LEARNING
from lms.core.files import FileStore, forget_file
from lms.people.retention import left
from lms.plugins import RetentionRule, Rows
from modules.models import ActivityEvent, Enrolment, EnrolmentState, QuizAttempt, Reflection, SpokenReflection

__all__ = ["RULES", "over"]

LEFT = (EnrolmentState.COMPLETED, EnrolmentState.WITHDRAWN)


def over() -> sa.ColumnElement[Any]:
    """When an enrolment that is completed or left was last used; none for one that may go on."""
    return sa.case((Enrolment.state.in_(LEFT), Enrolment.last_active_at))


def _over() -> Rows:
    return sa.select(Enrolment.id, Enrolment.person_id, over().label("started")).where(Enrolment.state.in_(LEFT))


def _broken_off() -> Rows:
    """Enrolments that nobody has ended: from the day on which the last role of their person did."""
    query = sa.select(Enrolment.id, Enrolment.person_id, left(Enrolment.person_id).label("started"))
    return query.where(Enrolment.state.not_in(LEFT))


def _with_reflections(rows: Callable[[], Rows]) -> Callable[[], Rows]:
    wrote = sa.exists().where(Reflection.enrolment_id == Enrolment.id)
    spoke = sa.exists().where(SpokenReflection.enrolment_id == Enrolment.id)
    return lambda: rows().where(sa.or_(wrote, spoke))


def _forget_steps(session: Session, ids: Sequence[UUID], _files: FileStore) -> None:
    for model in (ActivityEvent, QuizAttempt):
        session.execute(sa.delete(model).where(model.enrolment_id.in_(ids)))
    nowhere = {"last_activity_id": None, "version": Enrolment.version + 1}
    session.execute(sa.update(Enrolment).where(Enrolment.id.in_(ids)).values(nowhere))


def _forget_reflections(session: Session, ids: Sequence[UUID], files: FileStore) -> None:
    session.execute(sa.delete(Reflection).where(Reflection.enrolment_id.in_(ids)))
    spoken = sa.delete(SpokenReflection).where(SpokenReflection.enrolment_id.in_(ids))
    for file_id in session.scalars(spoken.returning(SpokenReflection.file_id)).all():
        forget_file(session, files, file_id)


RULES = (
    RetentionRule(JOURNAL, "lms_enrolment", _with_reflections(_over), _forget_reflections, about_person=False),
    RetentionRule(JOURNAL, "lms_enrolment", _with_reflections(_broken_off), _forget_reflections, about_person=False),
    RetentionRule(LEARNING, "lms_enrolment", _over, _forget_steps),
    RetentionRule(LEARNING, "lms_enrolment", _broken_off, _forget_steps),
)
