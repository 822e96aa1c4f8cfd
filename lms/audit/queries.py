"""Reading the audit and its chain."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.chain import ORIGIN, Head, Link
from lms.audit.models import AuditEvent, AuditOrigin, AuditSeal
from lms.audit.written import SEALED, UNREADABLE, Writer, writer_for
from lms.core.tables import Slice, keyset

__all__ = ["Tail", "chain_head", "events", "hash_at", "links", "origin", "tail", "trail", "unsealed"]

AT_ONCE = 5000
SEAL = "position", "hash", "created_at", "id"


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


def unsealed(session: Session, since: datetime | None, most: int = AT_ONCE) -> list[tuple[UUID, str]]:
    """Events without a seal, of all there are or of those since a moment, oldest first: each as its id and its JSON.

    One that was committed late comes later.
    """
    writer = _writer(session)
    columns = AuditEvent.id, *writer.asked(AuditEvent.__table__, SEALED)
    query = sa.select(*columns).where(_no_seal()).order_by(AuditEvent.created_at, AuditEvent.id).limit(most)
    if since is not None:
        query = query.where(AuditEvent.created_at >= since)
    return [(event_id, writer.event(row)) for event_id, *row in session.execute(query)]


def links(
    session: Session, *, after: int | None = None, until: int | None = None, most: int | None = None
) -> Iterator[Link]:
    """The chain behind a position, up to another, or some of it, in order: each seal with its event. Read in parts."""
    writer = _writer(session)
    columns = *writer.asked(AuditSeal.__table__, SEAL), *writer.asked(AuditEvent.__table__, SEALED)
    query = sa.select(*columns).select_from(AuditSeal).outerjoin(AuditEvent, AuditEvent.id == AuditSeal.id)
    query = query.order_by(AuditSeal.position).limit(most)
    if after is not None:
        query = query.where(AuditSeal.position > after)
    if until is not None:
        query = query.where(AuditSeal.position <= until)
    # Past the ORM, which has no part in it.
    rows = session.connection().execute(query.execution_options(yield_per=AT_ONCE))
    return _read(rows, writer)


def _read(rows: Iterable[Any], writer: Writer) -> Iterator[Link]:
    happened, own = SEALED.index("created_at"), SEALED.index("id")
    for position, sealed, sealed_at, kept_id, *row in rows:
        event = writer.event(row) if row[own] is not None else None
        at = writer.moment(row[happened]) if event else ""
        yield Link(position, sealed, _or_nothing(writer.moment, sealed_at), kept_id, event, at)


def _or_nothing(write: Callable[[Any], str], value: Any) -> str:
    try:
        return write(value)
    except (TypeError, ValueError, AttributeError):
        return UNREADABLE


def _writer(session: Session) -> Writer:
    return writer_for(session.get_bind().dialect.name)


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
