"""Reading the audit and its chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.chain import ORIGIN, Head, Link
from lms.audit.models import AuditEvent, AuditOrigin, AuditSeal
from lms.core.tables import Slice, keyset

__all__ = ["SEALED", "Tail", "chain_head", "events", "hash_at", "links", "origin", "tail", "trail", "unsealed"]

AT_ONCE = 5000
# What a seal covers: every column there is. A column that comes later needs seals of another form.
SEALED = (
    "id",
    "version",
    "created_at",
    "actor_id",
    "actor_name",
    "action",
    "subject_kind",
    "subject_id",
    "about_id",
    "details",
    "request_id",
)
EVENT = [AuditEvent.__table__.c[name] for name in SEALED]


def events(
    session: Session, *, only: sa.ColumnElement[bool] | None = None, action: str = "", cursor: str = ""
) -> Slice[tuple[AuditEvent]]:
    """One page of events, newest first; `only` keeps what somebody may read, `action` what starts with it."""
    query = sa.select(AuditEvent) if only is None else sa.select(AuditEvent).where(only)
    if action:
        query = query.where(AuditEvent.action.startswith(action, autoescape=True))
    return keyset(session, query, [AuditEvent.created_at, AuditEvent.id], cursor, newest_first=True)


def trail(
    session: Session, of: UUID, *, only: sa.ColumnElement[bool] | None = None, cursor: str = ""
) -> Slice[tuple[AuditEvent]]:
    """One page of what happened to a record, or about a person and by them, oldest first."""
    mentioned = sa.or_(AuditEvent.subject_id == of, AuditEvent.about_id == of, AuditEvent.actor_id == of)
    query = sa.select(AuditEvent).where(mentioned)
    if only is not None:
        query = query.where(only)
    return keyset(session, query, [AuditEvent.created_at, AuditEvent.id], cursor)


def chain_head(session: Session) -> Head:
    """Where the chain ends; ORIGIN when nothing is sealed."""
    query = sa.select(AuditSeal.position, AuditSeal.hash).order_by(AuditSeal.position.desc()).limit(1)
    last = session.execute(query).one_or_none()
    return Head(*last) if last else ORIGIN


def origin(session: Session) -> Head:
    """What the chain begins from: the newest place behind which it was let begin; ORIGIN when nothing went yet."""
    query = sa.select(AuditOrigin.position, AuditOrigin.hash).order_by(AuditOrigin.position.desc()).limit(1)
    last = session.execute(query).one_or_none()
    return Head(*last) if last else ORIGIN


def hash_at(session: Session, position: int) -> str | None:
    """The hash at a position; None when nothing is there."""
    return session.scalar(sa.select(AuditSeal.hash).where(AuditSeal.position == position))


def unsealed(session: Session, most: int = AT_ONCE) -> list[dict[str, Any]]:
    """Events without a seal, oldest first. One that was committed late simply comes in a later batch."""
    query = sa.select(*EVENT).where(_no_seal()).order_by(AuditEvent.created_at, AuditEvent.id).limit(most)
    return [dict(row) for row in session.execute(query).mappings()]


def links(
    session: Session, *, after: int | None = None, until: int | None = None, most: int | None = None
) -> Iterator[Link]:
    """The chain behind a position, up to another, or some of it, in order: each seal with its event. Read in parts."""
    seal = [AuditSeal.position, AuditSeal.hash, AuditSeal.created_at.label("sealed_at"), AuditSeal.id.label("seal_id")]
    query = sa.select(*seal, *EVENT).outerjoin(AuditEvent, AuditEvent.id == AuditSeal.id)
    query = query.order_by(AuditSeal.position).limit(most)
    if after is not None:
        query = query.where(AuditSeal.position > after)
    if until is not None:
        query = query.where(AuditSeal.position <= until)
    rows: Iterator[tuple[Any, ...]] = iter(session.execute(query.execution_options(yield_per=AT_ONCE)))
    for position, sealed, sealed_at, event_id, *values in rows:
        event = dict(zip(SEALED, values, strict=True)) if values[0] is not None else None
        yield Link(position, sealed, sealed_at, event_id, event)


@dataclass(frozen=True)
class Tail:
    """The events that no seal covers yet: how many, and the moment of the oldest."""

    count: int
    since: datetime | None


def tail(session: Session) -> Tail:
    """What is not sealed yet."""
    query = sa.select(sa.func.count(), sa.func.min(AuditEvent.created_at)).select_from(AuditEvent)
    return Tail(*session.execute(query.where(_no_seal())).one())


def _no_seal() -> sa.ColumnElement[bool]:
    return ~sa.exists().where(AuditSeal.id == AuditEvent.id)
