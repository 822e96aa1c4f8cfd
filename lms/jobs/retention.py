"""When what is kept of work goes: some time after it was done.

What comes round by itself is never done, and what stopped is still owed, until somebody tries it again.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.db.classes import OUTBOX
from lms.core.files import FileStore
from lms.jobs.models import Job, JobState
from lms.plugins import RetentionRule, Rows

__all__ = ["done", "given_up", "named"]

Whose = Mapping[str, Callable[[], sa.ColumnElement[Any]]]


def named(place: str) -> sa.ColumnElement[Any]:
    """The id that stands at a place of the payload, on either engine; only for kinds that always have one there."""
    return sa.cast(sa.func.replace(Job.payload[place].as_string(), "-", ""), sa.Uuid())


def done(whose: Whose) -> RetentionRule:
    """Work of every kind, once it was done. `whose`: for a kind, whom a job of that kind is about; else nobody."""

    def rows() -> Rows:
        query = sa.select(Job.id, _person(whose), Job.done_at.label("started"))
        return query.where(Job.state == JobState.DONE)

    return RetentionRule(OUTBOX, Job.__tablename__, rows, _delete, about_person=False)


def given_up(whose: Whose) -> RetentionRule:
    """Work of these kinds that stopped and that nobody took up again: after so long it would say nothing true."""

    def rows() -> Rows:
        query = sa.select(Job.id, _person(whose), Job.due_at.label("started"))
        return query.where(Job.state == JobState.DEAD, Job.kind.in_(list(whose)))

    return RetentionRule(OUTBOX, Job.__tablename__, rows, _delete, about_person=False)


def _person(whose: Whose) -> sa.ColumnElement[Any]:
    # A payload is looked into only where its kind says what stands there.
    kinds = [(Job.kind == kind, person()) for kind, person in whose.items()]
    return sa.case(*kinds, else_=sa.null()).label("person_id")


def _delete(session: Session, ids: Sequence[UUID], _files: FileStore) -> None:
    # Somebody may just have pressed "Try again": what waits for a worker stays.
    session.execute(sa.delete(Job).where(Job.id.in_(ids), Job.state != JobState.WAITING))
