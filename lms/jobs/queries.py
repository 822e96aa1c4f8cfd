"""Reading the outbox."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.tables import Slice, keyset
from lms.jobs.models import Job, JobState

__all__ = ["Counts", "Show", "counts", "job", "jobs"]


class Show(StrEnum):
    """The lists of the page: what waits for a person, what is being done now, what waits for a worker."""

    STOPPED = "stopped"
    DOING = "doing"
    WAITING = "waiting"


@dataclass(frozen=True)
class Counts:
    """How many jobs each list has."""

    stopped: int
    doing: int
    waiting: int


def counts(session: Session) -> Counts:
    """All three, in one statement. What is done is not counted: there is no end of it."""
    numbers = {show.value: sa.func.count().filter(_only(show)) for show in Show}
    query = sa.select(*(number.label(name) for name, number in numbers.items()))
    found = session.execute(query.where(Job.state.in_([JobState.WAITING, JobState.DEAD]))).mappings().one()
    return Counts(**found)


def jobs(session: Session, show: Show, cursor: str = "") -> Slice[tuple[Job]]:
    """One page of a list: what stopped last first, else what is due first."""
    query = sa.select(Job).where(_only(show))
    return keyset(session, query, [Job.due_at, Job.id], cursor, newest_first=show is Show.STOPPED)


def job(session: Session, job_id: UUID) -> Job | None:
    """One job, locked until this transaction ends."""
    return session.scalar(sa.select(Job).where(Job.id == job_id).with_for_update())


def _only(show: Show) -> sa.ColumnElement[bool]:
    if show is Show.STOPPED:
        return Job.state == JobState.DEAD
    held = sa.and_(Job.leased_until.is_not(None), Job.leased_until >= clock.now())
    return sa.and_(Job.state == JobState.WAITING, held if show is Show.DOING else ~held)
