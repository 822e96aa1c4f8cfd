"""That a backup was made is written down in the audit, so that somebody notices when none is."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.models import AuditEvent
from lms.audit.services import record
from lms.backup.making import Made
from lms.core.access import SYSTEM
from lms.people.queries import root_node

__all__ = ["last_made", "note"]


def note(session: Session, made: Made) -> None:
    """Write down that a backup was made, and how to know it again. It is not in that backup itself."""
    root, manifest = root_node(session), made.manifest
    if root is not None:  # without one there is nobody, and nothing to lose
        facts: dict[str, Any] = {"rows": manifest.rows, "files": len(manifest.files), "whole": manifest.whole}
        facts |= {"made_at": manifest.made_at, "sha256": made.sha256}
        record(session, by=SYSTEM, action="backup.made", subject=root, **facts)
        session.flush()


def last_made(session: Session) -> datetime | None:
    """When the newest backup was made that is written down; None when none ever was."""
    made = sa.select(AuditEvent.created_at).where(AuditEvent.action == "backup.made")
    return session.scalar(made.order_by(AuditEvent.created_at.desc()).limit(1))
