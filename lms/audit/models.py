"""Audit rows, their seals, and where they begin. They are added, never changed: the database itself refuses."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field
from lms.core.db.kept import AUDIT


class AuditEvent(Base):
    """One thing that happened: who, what, to which record; details hold codes and ids, never free text about people."""

    __tablename__ = "lms_audit_event"
    __table_args__ = (
        sa.Index(None, "created_at", "id"),
        sa.Index(None, "subject_id"),
        sa.Index(None, "actor_id", "created_at"),
        {"info": {"whose": "about_id"}},
    )

    actor_id: Mapped[UUID | None] = field(kept=AUDIT)
    actor_name: Mapped[str] = field(sa.String(200), kept=AUDIT)
    action: Mapped[str] = field(sa.String(80), kept=AUDIT)
    subject_kind: Mapped[str] = field(sa.String(60), kept=AUDIT)
    subject_id: Mapped[UUID] = field(kept=AUDIT)
    about_id: Mapped[UUID | None] = field(kept=AUDIT, index=True)
    details: Mapped[dict[str, Any]] = field(kept=AUDIT)
    request_id: Mapped[str] = field(sa.String(40), kept=AUDIT)


class AuditSeal(Base):
    """The place of one event in the chain; its id is the event's own, `created_at` the moment of sealing.

    Not a foreign key: that would write to each event once more, and the chain itself tells when one is gone.
    """

    __tablename__ = "lms_audit_seal"

    position: Mapped[int] = field(sa.BigInteger, kept=AUDIT, unique=True)
    hash: Mapped[str] = field(sa.String(64), kept=AUDIT)


class AuditOrigin(Base):
    """The trail begins behind this position, whose seal has this hash: some events up to it have had their time.

    The newest counts. The database lets go what lies before it, and nothing else.
    """

    __tablename__ = "lms_audit_origin"

    position: Mapped[int] = field(sa.BigInteger, kept=AUDIT, unique=True)
    hash: Mapped[str] = field(sa.String(64), kept=AUDIT)
    events: Mapped[int] = field(kept=AUDIT)
