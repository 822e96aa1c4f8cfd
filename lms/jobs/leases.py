"""Leases: one worker's right to carry out one job, and the fence that keeps a worker out that has lost its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.jobs.models import Job, JobState
from lms.jobs.problems import said
from lms.jobs.signals import job_offered

__all__ = ["TRIES", "Lease", "LeaseLost", "claim", "failed", "finished", "free"]

TRIES = 8


class LeaseLost(Exception):
    """The lease ran out, and the job was given to somebody else or is done: nothing of ours may be kept."""


@dataclass(frozen=True)
class Lease:
    """A job that is ours while its row carries our token. Made anew at each claim, so no two are the same."""

    job_id: UUID
    token: UUID
    kind: str
    payload: Mapping[str, Any]


def claim(session: Session, *, length: timedelta, job_id: UUID | None = None) -> Lease | None:
    """Lease the longest-waiting job that is due and not held, or the one asked for; None when there is none.

    One whose last worker, too, was stopped before it could say why is not tried again: it waits for a person.
    """
    job = _next_free(session, job_id)
    while job is not None and job.attempts >= TRIES:
        job.last_error = job.last_error or "Whoever carried it out was stopped each time."
        _stop(job)
        session.flush()
        job = _next_free(session, job_id)
    if job is None:
        return None
    lease = Lease(job.id, uuid4(), job.kind, job.payload)
    job.leased_until, job.lease = clock.now() + length, lease.token
    job.attempts += 1
    return lease


def free() -> sa.ColumnElement[bool]:
    """Due, and held by nobody whose lease still runs."""
    now = clock.now()
    return sa.and_(
        Job.state == JobState.WAITING,
        Job.due_at <= now,
        sa.or_(Job.leased_until.is_(None), Job.leased_until < now),
    )


def _next_free(session: Session, job_id: UUID | None) -> Job | None:
    query = sa.select(Job).where(free()).order_by(Job.due_at, Job.id).limit(1)
    if job_id is not None:
        query = query.where(Job.id == job_id)
    # On SQLite the whole unit is IMMEDIATE: there is no second claim beside this one to skip.
    return session.scalar(query.with_for_update(skip_locked=True))


def finished(session: Session, lease: Lease, *, again: timedelta | None = None) -> None:
    """Mark a job done, in the same transaction as what its handler wrote; with `again`, it is due after that time.

    Raises LeaseLost, which undoes both.
    """
    job = _held(session, lease)
    job.done_at, job.leased_until, job.lease = clock.now(), None, None
    if again is None:
        job.state = JobState.DONE
        return
    job.attempts, job.last_error, job.due_at = 0, "", clock.now() + again
    job_offered(session, job)


def failed(session: Session, lease: Lease, problem: Exception) -> None:
    """Put a job back, later each time; after the last try it waits for a person. Raises LeaseLost."""
    job = _held(session, lease)
    job.last_error = said(problem)
    if job.attempts >= TRIES:
        _stop(job)
        return
    job.leased_until, job.lease = None, None
    job.due_at = clock.now() + timedelta(seconds=4**job.attempts)
    job_offered(session, job)


def _stop(job: Job) -> None:
    """It waits for a person, from now on."""
    job.state, job.due_at, job.leased_until, job.lease = JobState.DEAD, clock.now(), None, None


def _held(session: Session, lease: Lease) -> Job:
    """The job, locked until this transaction ends, if it is still ours."""
    ours = (Job.id == lease.job_id, Job.lease == lease.token, Job.state == JobState.WAITING)
    job = session.scalar(sa.select(Job).where(*ours).with_for_update())
    if job is None:
        raise LeaseLost(f"job {lease.job_id} was given to another worker")
    return job
