"""Writing an audit row."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.audit.canonical import canonical
from lms.audit.models import AuditEvent
from lms.core import trace
from lms.core.access import Actor
from lms.core.db import Base

__all__ = ["record"]


def record(
    session: Session, *, by: Actor, action: str, subject: Base, about: UUID | None = None, **details: Any
) -> AuditEvent:
    """Add one row: `by` did `action` ("application.submitted") to `subject`, concerning the person `about`.

    Of people their ids are kept, not their names: names change and are erased, and what is sealed stays. Details are
    codes, ids, dates as text, numbers: never names, addresses or free text. Raises ValueError or TypeError for what
    could not be sealed, such as NaN.
    """
    canonical(details)
    event = AuditEvent(
        actor_id=by.person_id,
        actor_name="" if by.person_id else by.name,
        action=action,
        subject_kind=type(subject).__tablename__,
        subject_id=subject.id,
        about_id=about,
        details=details,
        request_id=trace.current().id,
    )
    session.add(event)
    return event
