"""The worker: takes jobs one by one, each carried out and marked done in one transaction.

What a job does outside the database, such as sending a mail, is done between two transactions: on SQLite, whoever holds
one open keeps everybody else from writing.
"""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from lms.core import clock, trace
from lms.core.web.runtime import Runtime
from lms.jobs import leases
from lms.jobs.leases import Lease, LeaseLost
from lms.jobs.rounds import periods
from lms.plugins import OutboxHandler

log = logging.getLogger("lms.jobs")
DONE = "job %s (%s) done"
TOO_LATE = "job %s (%s) took longer than its lease; what it did here is undone"


def handlers_of(runtime: Runtime) -> Mapping[str, OutboxHandler]:
    """Every kind of job somebody answers for."""
    return {kind: handler for part in runtime.hooks.outbox_handlers() for kind, handler in part.items()}


def work_once(runtime: Runtime, job_id: UUID | None = None) -> bool:
    """Carry out one due job, or the one asked for. False when there was none, or it is not to be had now."""
    trace.begin()
    clock.use_zone(runtime.settings.timezone)
    with runtime.database.unit_of_work() as session:
        lease = leases.claim(session, length=timedelta(seconds=runtime.settings.job_lease), job_id=job_id)
    if lease is None:
        return False
    try:
        _attempt(runtime, lease)
    except LeaseLost:
        log.warning(TOO_LATE, lease.job_id, lease.kind)
    return True


def _attempt(runtime: Runtime, lease: Lease) -> None:
    try:
        _carry_out(runtime, lease)
    except LeaseLost:
        raise
    except Exception as problem:
        log.exception("job %s (%s) failed", lease.job_id, lease.kind)
        with runtime.database.unit_of_work() as session:
            leases.failed(session, lease, problem)
    else:
        log.info(DONE, lease.job_id, lease.kind)


def _carry_out(runtime: Runtime, lease: Lease) -> None:
    again = periods(runtime).get(lease.kind)
    with runtime.database.unit_of_work() as session:
        outside = handlers_of(runtime)[lease.kind](session, lease.payload, runtime)
        if not callable(outside):
            leases.finished(session, lease, again=again)
            return
    outside()
    with runtime.database.unit_of_work() as session:
        leases.finished(session, lease, again=again)


def work(runtime: Runtime, *, once: bool = False, pause: float = 1.0, going: Callable[[], bool] = lambda: True) -> int:
    """Work until `going` says stop; with `once`, until nothing is due. Returns how many jobs were taken."""
    done = 0
    while going():
        try:
            busy = work_once(runtime)
        except SQLAlchemyError:
            if once:
                raise
            log.exception("the outbox cannot be reached; trying again")
            busy = False
        done += busy
        if once and not busy:
            break
        if not busy:
            time.sleep(pause)
    return done
