"""Reading the audit."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.models import AuditEvent
from lms.core.tables import Slice, keyset

__all__ = ["events"]


def events(
    session: Session, *, only: sa.ColumnElement[bool] | None = None, action: str = "", cursor: str = ""
) -> Slice[tuple[AuditEvent]]:
    """One page of events, newest first; `only` keeps what somebody may read, `action` what starts with it."""
    query = sa.select(AuditEvent) if only is None else sa.select(AuditEvent).where(only)
    if action:
        query = query.where(AuditEvent.action.startswith(action, autoescape=True))
    return keyset(session, query, [AuditEvent.created_at, AuditEvent.id], cursor, newest_first=True)
