"""The sealer: chains what is committed, in batches. Whoever writes an event knows nothing of it, and never waits."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit import heads
from lms.audit.chain import Head, seal_of
from lms.audit.models import AuditSeal
from lms.audit.queries import chain_head, unsealed
from lms.audit.witnesses import GRACE
from lms.audit.written import moment
from lms.core import clock
from lms.core.access import Mode
from lms.core.db import Database
from lms.core.settings import Settings
from lms.core.web.runtime import Runtime

__all__ = ["run", "seal"]

LOCK = 0x61756469745F7365  # "audit_se": the advisory lock of sealers
log = logging.getLogger("lms.audit")


def run(runtime: Runtime) -> int:
    """Seal until nothing is left, then sign where the chain ends and write that outside the database.

    Returns how many events were sealed. A head is written for a whole run only: whatever is dated long before it,
    and sealed after it, was put in later.
    """
    total, some, began = 0, None, clock.now()
    since = _since(runtime.settings)
    while some != 0:
        began = clock.now()
        some = seal(runtime.database, since)
        if some is None:
            return total
        total += some
    with runtime.database.unit_of_work(Mode.READ) as session:
        head = chain_head(session)
    line = heads.export(head, at=began, folder=runtime.settings.data_dir, secret=runtime.settings.secret_key)
    if line:
        log.info("audit head %s", line)
    return total


def _since(settings: Settings) -> datetime | None:
    """From when on events are looked through: when the last head was signed nothing was left, but for what was under
    way. None, once a day and without a head: all there are, as whatever was put in with an earlier date is sealed too.
    In a demo always, whose clock is set back on purpose.
    """
    last = None if settings.demo else heads.newest(settings.data_dir)
    return last.at - GRACE if last and last.good and last.at.date() == clock.now().date() else None


def seal(database: Database, since: datetime | None = None) -> int | None:
    """Chain one batch. Returns how many events that were; None when another sealer is at it."""
    # Reading what is to do costs more than writing it, and on SQLite whoever may write keeps others from writing.
    with database.unit_of_work(Mode.READ) as session:
        head, events = chain_head(session), unsealed(session, since)
    if not events:
        return 0
    seals = _seals(head, events)
    with database.unit_of_work() as session:
        if not _alone(session, head):
            return None
        session.execute(sa.insert(AuditSeal), seals)
    return len(seals)


def _seals(head: Head, events: Sequence[tuple[UUID, str]]) -> list[dict[str, Any]]:
    """The rows that go on from this head."""
    found, before, at = [], head.hash, clock.now()
    sealed_at = moment(at)
    for position, (event_id, event) in enumerate(events, head.position + 1):
        before = seal_of(before, position=position, sealed_at=sealed_at, event=event)
        found.append({"id": event_id, "version": 1, "created_at": at, "position": position, "hash": before})
    return found


def _alone(session: Session, seen: Head) -> bool:
    """Whether the chain still ends where we saw it, and no other sealer is about to go on from there."""
    one_of_many = session.get_bind().dialect.name == "postgresql"
    if one_of_many and not session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(LOCK))):
        return False
    return chain_head(session) == seen
