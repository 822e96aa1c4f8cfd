"""Work that comes round by itself: one row for each kind, due again some time after it was done."""

from collections.abc import Mapping
from datetime import timedelta

from lms.core.web.runtime import Runtime
from lms.jobs.services import enqueue

__all__ = ["begin", "periods"]


def periods(runtime: Runtime) -> Mapping[str, timedelta]:
    """Every kind that comes round, and how often."""
    return {kind: period for part in runtime.hooks.rounds() for kind, period in part.items()}


def begin(runtime: Runtime) -> None:
    """Have a row for each of them, from the first time a worker starts."""
    with runtime.database.unit_of_work() as session:
        for kind in periods(runtime):
            enqueue(session, kind, key=f"round:{kind}", payload={})
