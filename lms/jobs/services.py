"""Putting effects into the outbox, and offering again what waits for a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.jobs.models import Job, JobState
from lms.jobs.signals import job_offered

__all__ = ["enqueue", "try_again"]


def enqueue(session: Session, kind: str, *, key: str, payload: Mapping[str, Any], due: datetime | None = None) -> Job:
    """Ask for an effect once: the same key gives the first row again. Payload is JSON, ids rather than facts."""
    found = session.scalar(sa.select(Job).filter_by(key=key))
    if found is not None:
        return found
    job = Job(kind=kind, key=key, payload=dict(payload), due_at=due or clock.now())
    session.add(job)
    job_offered(session, job)
    return job


def try_again(session: Session, *, job: Job, by: Actor) -> None:
    """Offer a job again that waits for a person, with all its tries. Raises Refused when it does not wait for one."""
    if job.state is not JobState.DEAD:
        raise Refused(_l("This work is not stopped any more: somebody tried it again before you. Look at the list."))
    record(session, by=by, action="job.tried_again", subject=job, kind=job.kind, attempts=job.attempts)
    job.state, job.attempts, job.due_at = JobState.WAITING, 0, clock.now()
    job_offered(session, job)
