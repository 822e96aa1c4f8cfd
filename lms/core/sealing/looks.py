"""Who looked: a row for each person whose sealed words somebody else has just been shown."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session

from lms.core import clock
from lms.core.db.base import Base, field, foreign
from lms.core.db.kept import LOOKED, TECHNICAL
from lms.core.sealing.fields import read_here

__all__ = ["Look", "Whose", "not_lately", "note_looks", "opened_here", "show_looks"]

ONE_LOOK = timedelta(minutes=10)
Whose = tuple[UUID, UUID | None]
"""Whose words were opened, and in which row, if they have not been told of that one yet."""


class Look(Base):
    """One person was shown sealed words of another: whose, on which page, and when. Added, and never taken away.

    `endpoint` is the page, which says in plain words what it is for; `fields` are the columns that were opened.
    `told_at` is since when its person may see it: at once, unless they were not told yet of `row_id`, which was read.
    """

    __tablename__ = "lms_look"
    __table_args__ = (sa.Index(None, "person_id", "created_at", "id"), {"info": {"told_once": "told_at"}})

    person_id: Mapped[UUID] = foreign("lms_person.id", kept=LOOKED, index=False)
    viewer_id: Mapped[UUID] = foreign("lms_person.id", kept=LOOKED)
    endpoint: Mapped[str] = field(sa.String(120), kept=LOOKED)
    fields: Mapped[list[str]] = field(kept=LOOKED)
    row_id: Mapped[UUID | None] = field(kept=TECHNICAL, index=True)
    told_at: Mapped[datetime | None] = field(kept=TECHNICAL, default=clock.now)


def opened_here(session: Session, viewer_id: UUID | None) -> dict[Whose, set[str]]:
    """What has been opened of others in this unit of work: whose, and which columns. One's own is nobody's business."""
    opened: dict[Whose, set[str]] = {}
    for read in read_here(session):
        if read.person_id is not None and read.person_id != viewer_id:
            whose = read.person_id, read.place.row if read.untold else None
            opened.setdefault(whose, set()).add(f"{read.place.table}.{read.place.column}")
    return opened


def note_looks(session: Session, *, viewer_id: UUID, endpoint: str, opened: Mapping[Whose, Collection[str]]) -> None:
    """Keep a row for each person, all in one statement; nothing when nothing was opened."""
    now = clock.now()
    shared = {"version": 1, "created_at": now, "viewer_id": viewer_id, "endpoint": endpoint}
    rows = [
        {"id": uuid4(), "person_id": one, "row_id": row, "told_at": None if row else now, "fields": sorted(names)}
        for (one, row), names in sorted(opened.items(), key=str)
    ]
    if rows:
        session.connection().execute(sa.insert(Look), [{**row, **shared} for row in rows])


def not_lately(
    session: Session, *, viewer_id: UUID, endpoint: str, opened: Mapping[Whose, Collection[str]]
) -> dict[Whose, Collection[str]]:
    """What of this the viewer has not been shown on this page in the last minutes: whoever plays a recording asks for
    part after part.
    """
    lately = sa.select(Look.person_id).where(
        Look.person_id.in_({person_id for person_id, _row in opened}),
        Look.created_at > clock.now() - ONE_LOOK,
        Look.viewer_id == viewer_id,
        Look.endpoint == endpoint,
    )
    seen = set(session.scalars(lately))
    return {whose: names for whose, names in opened.items() if whose[0] not in seen}


def show_looks(session: Session, row_id: UUID) -> None:
    """Let their person see who looked at this row while they had not been told of it."""
    kept_back = sa.update(Look).where(Look.row_id == row_id, Look.told_at.is_(None))
    session.execute(kept_back.values(told_at=clock.now(), version=Look.version + 1))
