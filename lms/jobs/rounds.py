"""Work that comes round by itself: one row for each kind, due again some time after it was done."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from lms.core.web.runtime import Runtime
from lms.jobs.services import enqueue

__all__ = ["begin", "begin_when_reachable", "periods"]

log = logging.getLogger("lms.jobs")
PAUSE = 1.0  # seconds


def periods(runtime: Runtime) -> Mapping[str, timedelta]:
    """Every kind that comes round, and how often."""
    return {kind: period for part in runtime.hooks.rounds() for kind, period in part.items()}


def begin(runtime: Runtime) -> None:
    """Have a row for each of them, from the first time a worker starts."""
    with runtime.database.unit_of_work() as session:
        for kind in periods(runtime):
            enqueue(session, kind, key=f"round:{kind}", payload={})


def begin_when_reachable(runtime: Runtime, going: Callable[[], bool]) -> None:
    """As `begin`, and as patient as a worker: a database that is down when we start comes back."""
    while going():
        try:
            begin(runtime)
        except SQLAlchemyError:
            log.exception("the outbox cannot be reached; trying again")
            time.sleep(PAUSE)
        else:
            return
