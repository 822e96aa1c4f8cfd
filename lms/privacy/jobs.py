"""What the worker does for privacy."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.db.engine import forget_past
from lms.core.web.runtime import Runtime
from lms.privacy import ledger, services
from lms.privacy.models import Erasure

__all__ = ["clear_up", "erase"]


def erase(session: Session, payload: Mapping[str, Any], runtime: Runtime) -> None:
    """The day has come that somebody asked for."""
    services.carry_out(session, erasure_id=UUID(payload["erasure"]), runtime=runtime)


def clear_up(session: Session, payload: Mapping[str, Any], runtime: Runtime) -> Callable[[], None] | None:
    """What is left to do outside the database once somebody is erased; tried again until it is done."""
    done = session.get(Erasure, UUID(payload["erasure"]))
    if done is None or done.done_at is None:
        return None
    line = ledger.Line(done.person_id, done.done_at, done.keep_certificates)
    return partial(_outside, runtime, line, [UUID(key) for key in payload["files"]])


def _outside(runtime: Runtime, line: ledger.Line, files: list[UUID]) -> None:
    ledger.append(runtime.settings.data_dir, [line])
    for key in files:
        runtime.files.remove(key)
    forget_past(runtime.database.engine)
