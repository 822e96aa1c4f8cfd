"""What the worker does for the audit."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from lms.audit import sealing
from lms.core.web.runtime import Runtime

__all__ = ["EVERY", "KIND", "seal"]

KIND = "audit.seal"
EVERY = timedelta(minutes=5)


def seal(session: Session, payload: Mapping[str, Any], runtime: Runtime) -> Callable[[], object]:
    """Chain what was written since the last time; it has units of work of its own, one for each batch."""
    return partial(sealing.run, runtime)
