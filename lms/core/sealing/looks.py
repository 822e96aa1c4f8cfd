"""Who looked: a row for each person whose sealed words somebody else has just been shown."""

from collections.abc import Collection, Mapping
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session

from lms.core import clock
from lms.core.db.base import Base, field, foreign
from lms.core.db.kept import LOOKED
from lms.core.sealing.fields import read_here

__all__ = ["Look", "note_looks", "opened_here"]


class Look(Base):
    """One person was shown sealed words of another: whose, on which page, and when. Added, never changed.

    `endpoint` is the page, which says in plain words what it is for; `fields` are the columns that were opened.
    """

    __tablename__ = "lms_look"
    __table_args__ = (sa.Index(None, "person_id", "created_at", "id"),)

    person_id: Mapped[UUID] = foreign("lms_person.id", kept=LOOKED, index=False)
    viewer_id: Mapped[UUID] = foreign("lms_person.id", kept=LOOKED)
    endpoint: Mapped[str] = field(sa.String(120), kept=LOOKED)
    fields: Mapped[list[str]] = field(kept=LOOKED)


def opened_here(session: Session, viewer_id: UUID | None) -> dict[UUID, set[str]]:
    """What has been opened of others in this unit of work: whose, and which columns. One's own is nobody's business."""
    opened: dict[UUID, set[str]] = {}
    for read in read_here(session):
        if read.person_id is not None and read.person_id != viewer_id:
            opened.setdefault(read.person_id, set()).add(f"{read.place.table}.{read.place.column}")
    return opened


def note_looks(session: Session, *, viewer_id: UUID, endpoint: str, opened: Mapping[UUID, Collection[str]]) -> None:
    """Keep a row for each person, all in one statement; nothing when nothing was opened."""
    shared = {"version": 1, "created_at": clock.now(), "viewer_id": viewer_id, "endpoint": endpoint}
    rows = [{"id": uuid4(), "person_id": one, "fields": sorted(opened[one]), **shared} for one in sorted(opened)]
    if rows:
        session.connection().execute(sa.insert(Look), rows)
