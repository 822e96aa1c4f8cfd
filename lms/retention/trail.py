"""The audit's own way of going: from its oldest event on, in order. One that is held keeps all behind it."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.chain import Link
from lms.audit.disposing import dispose
from lms.audit.models import AuditEvent, AuditOrigin, AuditSeal
from lms.core import clock
from lms.core.db.classes import TRAIL
from lms.core.db.periods import Period, due, latest_start
from lms.core.web.runtime import Runtime
from lms.plugins import Rows
from lms.retention.finding import end_of
from lms.retention.lines import Line
from lms.retention.models import Hold, Run
from lms.retention.queries import Numbers, keep_still
from lms.retention.rules import period_of

__all__ = ["dispose_all", "due_events", "gone_since", "numbers"]

TABLE = AuditEvent.__tablename__
MENTIONED = AuditEvent.about_id, AuditEvent.actor_id, AuditEvent.subject_id
log = logging.getLogger("lms.retention")


def numbers(session: Session, changed: Mapping[str, Period], day: date) -> Numbers:
    """How many sealed events are due by this day, and how many of them wait behind a hold."""
    all_due, first = session.execute(
        _sealed(sa.func.count(), sa.func.min(sa.case((_held(), AuditSeal.position)))), _limit(changed, day)
    ).one()
    if first is None:
        return Numbers(all_due)
    behind = _sealed(sa.func.count()).where(AuditSeal.position >= first)
    waiting: int = session.execute(behind, _limit(changed, day)).scalar_one()
    return Numbers(all_due - waiting, waiting)


def due_events(
    session: Session, changed: Mapping[str, Period], day: date, *, most: int | None = None
) -> Iterator[Line]:
    """Each event that is due by this day, in the order of the chain."""
    query = _sealed(AuditEvent.id, AuditEvent.created_at, AuditEvent.about_id, _held().label("held"))
    held, period = False, period_of(TRAIL, changed)
    for row in session.execute(query.order_by(AuditSeal.position).limit(most), _limit(changed, day)).all():
        held = held or bool(row.held)
        yield Line(TRAIL.code, TABLE, row.id, due(clock.local(row.created_at).date(), period), bool(row.about_id), held)


def dispose_all(runtime: Runtime, changed: Mapping[str, Period], run_id: UUID) -> bool:
    """Every batch that is due; False when one could not go, such as where the chain does not hold."""
    try:
        while True:
            with runtime.database.unit_of_work() as session:
                if not _batch(session, runtime, changed, run_id):
                    return True
    except Exception:
        log.exception("retention: the oldest part of the audit could not be disposed of")
        return False


def gone_since(session: Session, begun: datetime) -> dict[str, int]:
    """How many events went since a run began, by class."""
    query = sa.select(sa.func.coalesce(sa.func.sum(AuditOrigin.events), 0)).where(AuditOrigin.created_at >= begun)
    gone: int = session.scalar(query) or 0
    return {TRAIL.code: gone} if gone else {}


def _batch(session: Session, runtime: Runtime, changed: Mapping[str, Period], run_id: UUID) -> int:
    begun = session.get_one(Run, run_id, with_for_update=True)
    before = end_of(latest_start(period_of(TRAIL, changed), begun.day))
    settings = runtime.settings
    return dispose(session, before=before, held=_held_of, folder=settings.data_dir, secret=settings.secret_key)


def _held_of(session: Session, links: Sequence[Link]) -> Collection[UUID]:
    """Which of these are held. A hold that is being placed comes first, or waits until we are done."""
    these = AuditEvent.id.in_([link.event_id for link in links])
    keep_still(session, {one for row in session.execute(sa.select(*MENTIONED).where(these)) for one in row} - {None})
    return session.scalars(sa.select(AuditEvent.id).where(these, _held())).all()


def _held() -> sa.ColumnElement[bool]:
    """A hold is on somebody whom the event mentions, or on the record that it is about."""
    person = sa.and_(Hold.record_id.is_(None), sa.or_(*(column == Hold.person_id for column in MENTIONED)))
    return sa.exists().where(Hold.lifted_at.is_(None), sa.or_(person, Hold.record_id == AuditEvent.subject_id))


def _sealed(*wanted: Any) -> Rows:
    query = sa.select(*wanted).select_from(AuditEvent).join(AuditSeal, AuditSeal.id == AuditEvent.id)
    return query.where(AuditEvent.created_at < sa.bindparam("before", type_=AuditEvent.created_at.type))


def _limit(changed: Mapping[str, Period], day: date) -> dict[str, datetime]:
    return {"before": end_of(latest_start(period_of(TRAIL, changed), day))}
