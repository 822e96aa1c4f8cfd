"""What the worker does for privacy."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.db.engine import forget_past
from lms.core.files import closing
from lms.core.web.runtime import Runtime
from lms.privacy import ledger, services
from lms.privacy.models import Erasure

__all__ = ["CLOSING", "EVERY", "clear_up", "close_files", "erase"]

CLOSING = "privacy.close-files"
EVERY, AT_ONCE = timedelta(minutes=5), 100


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


def close_files(session: Session, payload: Mapping[str, Any], runtime: Runtime) -> Callable[[], None] | None:
    """Some of the files that came before files were sealed, each in a unit of work of its own; nothing when all are."""
    waiting = closing.due(session, AT_ONCE)
    return partial(_close_each, runtime, waiting) if waiting else None


def _close_each(runtime: Runtime, waiting: Sequence[UUID]) -> None:
    for key in waiting:
        with runtime.database.unit_of_work() as session:
            closing.close(session, runtime.files, key)


def _outside(runtime: Runtime, line: ledger.Line, files: list[UUID]) -> None:
    ledger.append(runtime.settings.data_dir, [line])
    for key in files:
        runtime.files.remove(key)
    forget_past(runtime.database.engine)
