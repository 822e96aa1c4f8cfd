"""Reading the audit."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.models import AuditEvent
from lms.core.tables import Slice, keyset

__all__ = ["events"]


def events(session: Session, *, action: str = "", cursor: str = "") -> Slice[tuple[AuditEvent]]:
    """One page of events, newest first; `action` keeps those that start with it."""
    query = sa.select(AuditEvent)
    if action:
        query = query.where(AuditEvent.action.startswith(action, autoescape=True))
    return keyset(session, query, [AuditEvent.created_at, AuditEvent.id], cursor, newest_first=True)
