"""Published content never changes, whoever tries: the last line behind the services.

One thing may still be added to a published module: the names of the peer workers who reviewed it. It is a note about
the content, not content.
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history

from lms.core.db import OurSession
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from modules.models import Activity, Module, ProgrammeVersion, VersionState

__all__ = ["keep_published", "watch"]

CONTENT = (ProgrammeVersion, Module, Activity)
NOTES = frozenset({"reviewed_by", "version"})


def watch() -> None:
    """Put the guard in place, once."""
    if not event.contains(OurSession, "before_flush", keep_published):
        event.listen(OurSession, "before_flush", keep_published)


def keep_published(session: Session, _context: Any, _instances: Any) -> None:
    """Raise Refused when a flush would add to, change or remove anything of a published version."""
    rows = [row for row in (*session.new, *session.dirty, *session.deleted) if isinstance(row, CONTENT)]
    for row in rows:
        if _touched(session, row) and _published(session, row):
            raise Refused(
                _l("This version is published and does not change. Bring the change in as a new version instead.")
            )


def _touched(session: Session, row: ProgrammeVersion | Module | Activity) -> bool:
    if row in session.new or row in session.deleted:
        return True
    names = row.__mapper__.attrs.keys()
    return any(get_history(row, name).has_changes() for name in names if name not in NOTES)


def _published(session: Session, row: ProgrammeVersion | Module | Activity) -> bool:
    """Whether the version that the row belongs to was published before this flush."""
    with session.no_autoflush:
        module = session.get(Module, row.module_id) if isinstance(row, Activity) else row
        version = session.get(ProgrammeVersion, module.version_id) if isinstance(module, Module) else module
    if version is None or version in session.new:
        return False
    before = get_history(version, "state")
    return VersionState.PUBLISHED in (before.deleted or before.unchanged or ())
