"""Putting effects into the outbox, and one worker's way of taking them out."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.jobs.models import Job, JobState

__all__ = ["claim", "enqueue", "failed", "finished"]

LEASE = timedelta(minutes=2)
TRIES = 8


def enqueue(session: Session, kind: str, *, key: str, payload: Mapping[str, Any], due: datetime | None = None) -> Job:
    """Ask for an effect once: the same key gives the first row again. Payload is JSON, ids rather than facts."""
    found = session.scalar(sa.select(Job).filter_by(key=key))
    if found is not None:
        return found
    job = Job(kind=kind, key=key, payload=dict(payload), due_at=due or clock.now())
    session.add(job)
    session.flush()
    return job


def claim(session: Session) -> Job | None:
    """Lease the longest-waiting job that is due and not held, or None.

    One whose last worker, too, was stopped before it could say why is not tried again: it waits for a person.
    """
    now = clock.now()
    job = _next_free(session, now)
    while job is not None and job.attempts >= TRIES:
        job.state, job.leased_until = JobState.DEAD, None
        job.last_error = job.last_error or "Whoever carried it out was stopped each time."
        session.flush()
        job = _next_free(session, now)
    if job is not None:
        job.leased_until = now + LEASE
        job.attempts += 1
    return job


def _next_free(session: Session, now: datetime) -> Job | None:
    free = sa.or_(Job.leased_until.is_(None), Job.leased_until < now)
    query = (
        sa.select(Job)
        .where(Job.state == JobState.WAITING, Job.due_at <= now, free)
        .order_by(Job.due_at, Job.id)
        .limit(1)
    )
    return session.scalar(query.with_for_update(skip_locked=True))


def finished(session: Session, job_id: UUID) -> None:
    """Mark a job done, in the same transaction as what its handler wrote."""
    job = session.get_one(Job, job_id)
    job.state, job.done_at, job.leased_until = JobState.DONE, clock.now(), None


def failed(session: Session, job_id: UUID, problem: Exception) -> None:
    """Put a job back, later each time; after the last try it waits for a person."""
    job = session.get_one(Job, job_id)
    job.last_error = f"{type(problem).__name__}: {problem}"[:500]
    job.leased_until = None
    job.due_at = clock.now() + timedelta(seconds=2**job.attempts)
    if job.attempts >= TRIES:
        job.state = JobState.DEAD
