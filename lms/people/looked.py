"""Who looked at one person's sealed words, day by day, as that person reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import access_of
from lms.core.sealing import Look
from lms.core.tables import keyset
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.people.models import Person

__all__ = ["LogPage", "log_page", "purpose"]


@dataclass(frozen=True)
class Line:
    """Somebody looked: who, when, and what for."""

    at: datetime
    who: str
    purpose: Text


@dataclass(frozen=True)
class LogPage:
    """Days with what was looked at on them, newest first, and the cursor for earlier ones."""

    days: Sequence[tuple[date, Sequence[Line]]]
    after: str


def log_page(session: Session, person_id: UUID, *, cursor: str = "") -> LogPage:
    """One page of it; in one statement. What one was not told of yet comes with the telling, on its own day."""
    query = sa.select(Look, Person.chosen_name).join(Person, Person.id == Look.viewer_id)
    mine = query.where(Look.person_id == person_id, Look.told_at.is_not(None))
    rows = keyset(session, mine, [Look.created_at, Look.id], cursor, newest_first=True)
    lines = [Line(look.created_at, name, purpose(look.endpoint)) for look, name in rows.items]
    days = [(day, list(those)) for day, those in groupby(lines, key=lambda line: clock.local(line.at).date())]
    return LogPage(days, rows.after)


def purpose(endpoint: str) -> Text:
    """What the page says it is for, by the view that is there today."""
    access = access_of(current_app.view_functions.get(endpoint))
    return access.looks if access is not None and access.looks else _l("on a page that is no longer there")
