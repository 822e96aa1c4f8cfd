"""What the worker does for retention: once a day, where the organisation is."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.web.runtime import Runtime
from lms.retention import queries, running

__all__ = ["EVERY", "KIND", "dispose"]

KIND = "retention.run"
EVERY = timedelta(hours=1)  # asked often, so that a day begins on time; done once a day


def dispose(session: Session, payload: Mapping[str, Any], runtime: Runtime) -> Callable[[], object] | None:
    """Today's run, in units of work of its own, one for each batch; nothing when it is done already."""
    return None if queries.ran_on(session, clock.today()) else partial(running.run, runtime)
