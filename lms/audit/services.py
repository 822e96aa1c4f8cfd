"""Writing an audit row."""

from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.canonical import canonical
from lms.audit.models import AuditEvent
from lms.core import clock, trace
from lms.core.access import Actor
from lms.core.db import Base

__all__ = ["record"]

# Past the unit of work's own bookkeeping, which is for rows that change: that would cost every deed twice as much.
ADDED = sa.insert(AuditEvent)


def record(
    session: Session, *, by: Actor, action: str, subject: Base, about: UUID | None = None, **details: Any
) -> UUID:
    """Add one row, in this transaction and at once: `by` did `action` ("application.submitted") to `subject`,
    concerning the person `about`. Gives its id.

    Of people their ids are kept, not their names: names change and are erased, and what is sealed stays. Details are
    codes, ids, dates as text, numbers: never names, addresses or free text. Raises ValueError or TypeError for what
    could not be sealed, such as NaN.
    """
    canonical(details)
    event_id = uuid4()
    row = {
        "id": event_id,
        "version": 1,
        "created_at": clock.now(),
        "actor_id": by.person_id,
        "actor_name": "" if by.person_id else by.name,
        "action": action,
        "subject_kind": type(subject).__tablename__,
        "subject_id": subject.id,
        "about_id": about,
        "details": details,
        "request_id": trace.current().id,
    }
    session.connection().execute(ADDED, row)
    return event_id
