"""Putting effects into the outbox, and offering again what waits for a person."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.jobs.models import Job, JobState
from lms.jobs.signals import job_offered

__all__ = ["due_now", "enqueue", "forget", "hold", "try_again"]

AT_ONCE = 500
MOMENT = timedelta(microseconds=1)
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INSERTS: Mapping[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def enqueue(session: Session, kind: str, *, key: str, payload: Mapping[str, Any], due: datetime | None = None) -> Job:
    """Ask for an effect once: the same key gives the first row again, even to two who ask at the same moment.

    Payload is JSON, ids rather than facts. A key is known for as long as its row is kept, which is for some time after
    the work was done (ADR 24): whoever may ask for the same again later notes on a record of their own that it was.
    """
    insert = INSERTS[session.get_bind().dialect.name](Job)
    facts = {"kind": kind, "key": key, "payload": dict(payload), "due_at": due or clock.now(), "version": 1}
    made: Job | None = session.scalar(
        insert.values(facts).on_conflict_do_nothing(index_elements=["key"]).returning(Job)
    )
    if made is None:
        return session.scalars(sa.select(Job).filter_by(key=key)).one()
    job_offered(session, made)
    return made


def due_now(session: Session) -> int:
    """Let all that should be done by now be due only now, a moment apart, in its order. Gives how many there are.

    For work whose asking was dated into the past, as a demo does: no worker was late with it.
    """
    late = sa.select(Job).where(Job.state == JobState.WAITING, Job.due_at <= clock.now())
    found = session.scalars(late.order_by(Job.due_at, Job.created_at, Job.id)).all()
    for before, job in enumerate(reversed(found)):
        job.due_at = clock.now() - before * MOMENT
    session.flush()
    return len(found)


def hold(session: Session, *, kinds: Iterable[str], why: str) -> int:
    """Stop every job of these kinds that is still to be done: it waits for a person. Gives how many there were."""
    waiting = sa.update(Job).where(Job.state == JobState.WAITING, Job.kind.in_(list(kinds)))
    stopped = {"state": JobState.DEAD, "last_error": why, "due_at": clock.now(), "lease": None, "leased_until": None}
    return len(session.scalars(waiting.values(stopped).returning(Job.id)).all())


def forget(session: Session, *, mentions: Iterable[str], but: str = "") -> int:
    """Drop every job, done or not, whose payload or key has one of these. Gives how many. `but`: a kind that stays."""
    wanted = set(mentions)
    rows = session.execute(sa.select(Job.id, Job.key, Job.payload).where(Job.kind != but))
    gone = [job_id for job_id, key, payload in rows if wanted & _mentioned(key, payload)]
    for start in range(0, len(gone), AT_ONCE):
        session.execute(sa.delete(Job).where(Job.id.in_(gone[start : start + AT_ONCE])))
    return len(gone)


def _mentioned(key: str, payload: Mapping[str, Any]) -> set[str]:
    """Whole values of a payload, and every id in them."""
    texts = [key, *(value for value in payload.values() if isinstance(value, str))]
    return {*texts, *(found for text in texts for found in ID.findall(text))}


def try_again(session: Session, *, job: Job, by: Actor) -> None:
    """Offer a job again that waits for a person, with all its tries. Raises Refused when it does not wait for one."""
    if job.state is not JobState.DEAD:
        raise Refused(_l("This work is not stopped any more: somebody tried it again before you. Look at the list."))
    record(session, by=by, action="job.tried_again", subject=job, kind=job.kind, attempts=job.attempts)
    job.state, job.attempts, job.due_at = JobState.WAITING, 0, clock.now()
    job_offered(session, job)
