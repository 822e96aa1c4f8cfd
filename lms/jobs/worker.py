"""The worker: takes jobs one by one, each carried out and marked done in one transaction."""

import logging
import time
from collections.abc import Callable, Mapping

from sqlalchemy.exc import SQLAlchemyError

from lms.core import clock, trace
from lms.core.web.runtime import Runtime
from lms.jobs import services
from lms.plugins import OutboxHandler

log = logging.getLogger("lms.jobs")


def handlers_of(runtime: Runtime) -> Mapping[str, OutboxHandler]:
    """Every kind of job somebody answers for."""
    return {kind: handler for part in runtime.hooks.outbox_handlers() for kind, handler in part.items()}


def work_once(runtime: Runtime) -> bool:
    """Carry out one due job. False when there was none."""
    trace.begin()
    clock.use_zone(runtime.settings.timezone)
    with runtime.database.unit_of_work() as session:
        job = services.claim(session)
    if job is None:
        return False
    try:
        with runtime.database.unit_of_work() as session:
            handlers_of(runtime)[job.kind](session, job.payload, runtime)
            services.finished(session, job.id)
    except Exception as problem:
        log.exception("job %s (%s) failed", job.id, job.kind)
        with runtime.database.unit_of_work() as session:
            services.failed(session, job.id, problem)
    return True


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
