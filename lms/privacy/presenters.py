"""What the pages of privacy show, and the page in a copy of everything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.models import AuditEvent
from lms.core.access import Actor
from lms.core.db.classes import NAMES
from lms.core.db.kept import Erasure as Fate
from lms.core.db.kept import Kept
from lms.core.db.periods import Period
from lms.core.sealing import Look
from lms.core.tables import Slice
from lms.core.text import Text, day, moment
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Reason
from lms.people.looked import purpose
from lms.people.models import Person
from lms.people.presenters import held_about
from lms.people.trail import sentences_of
from lms.plugins import DataSection
from lms.privacy import queries
from lms.privacy.copying import Copy, Part
from lms.privacy.models import Erasure
from lms.privacy.whose import kept, personal
from lms.retention.queries import changed_periods

__all__ = ["CopyPage", "ErasePage", "ErasuresPage", "copy_page", "erase_page", "erasures_page"]


@dataclass(frozen=True)
class Line:
    """One kind of record, and how long it is kept as things stand."""

    name: Text
    retention: Text


@dataclass(frozen=True)
class ErasePage:
    """What goes and what stays, whatever stands in the way, and the day when it was asked for."""

    person: Person
    goes: Sequence[Line]
    stays: Sequence[Line]
    reasons: Sequence[Reason]
    waiting: Erasure | None
    days: int
    choice: bool


def erase_page(session: Session, person: Person, hooks: Any, days: int) -> ErasePage:
    """Told from how the columns are classified of the tables in which something is about this person."""
    there, changed = queries.tables_with(session, person.id), changed_periods(session)
    return ErasePage(
        person=person,
        goes=_lines(there, changed, Fate.CLEAR),
        stays=_lines(there, changed, Fate.KEEP),
        reasons=queries.standing_in_the_way(session, person.id, hooks),
        waiting=queries.open_erasure(session, person.id),
        days=days,
        choice=any(table.info.get("may_stay") for table in there),
    )


def _lines(tables: Iterable[sa.Table], changed: Mapping[str, Period], fate: Fate) -> list[Line]:
    every = [kept(column) for table in tables for column in personal(table)]
    kinds = {why.keeps: why for why in every if why.erasure is fate and why.keeps is not NAMES}
    return [_line(why, changed) for why in kinds.values()]


def _line(why: Kept, changed: Mapping[str, Period]) -> Line:
    if isinstance(why.keeps, str):  # a plugin's own words
        return Line(why.purpose, why.keeps)
    return Line(why.keeps.name, why.keeps.words(changed.get(why.keeps.code)))


@dataclass(frozen=True)
class ErasuresPage:
    """Who waits to be erased, and which erasures were done last."""

    waiting: Sequence[queries.Asked]
    slice: Slice[Any]
    done: Sequence[Erasure]


def erasures_page(session: Session, by: Actor, cursor: str = "") -> ErasuresPage:
    """Those of the people whom this administrator looks after; in two statements."""
    found = queries.asked_for(session, by, cursor)
    return ErasuresPage(found.items, found, queries.done_lately(session, by))


@dataclass(frozen=True)
class CopyPage:
    """The page in the copy: first in plain words, then the records one by one."""

    name: str
    made: str
    sections: Sequence[DataSection]
    parts: Sequence[tuple[str, Part, Sequence[Sequence[tuple[str, str]]]]]
    files: Sequence[str]


def copy_page(session: Session, person: Person, copy: Copy, hooks: Any, at: datetime) -> CopyPage:
    """The sections that features tell, what happened, who looked; and every record."""
    told = held_about(session, person.id, hooks)
    more = [_trail(session, person.id, hooks), _looks(session, person.id)]
    parts = [(_words(part.name), part, [_pairs(row) for row in part.rows]) for part in copy.parts]
    return CopyPage(person.chosen_name, moment(at), [*told, *more], parts, list(copy.files))


def _trail(session: Session, person_id: UUID, hooks: Any) -> DataSection:
    sentences = sentences_of(hooks)
    query = sa.select(AuditEvent).where(AuditEvent.about_id == person_id).order_by(AuditEvent.created_at)
    rows: list[tuple[Text, Text]] = []
    for event in session.scalars(query):
        who = _("You") if event.actor_id == person_id else _("Somebody in their role")
        sentence = str(sentences.get(event.action, event.action))
        rows.append((moment(event.created_at), sentence % {"who": who, "about": _("you")}))
    return DataSection("trail", _l("What was done"), rows)


def _looks(session: Session, person_id: UUID) -> DataSection:
    mine = sa.select(Look).where(Look.person_id == person_id, Look.told_at.is_not(None))
    looks = session.scalars(mine.order_by(Look.created_at))
    return DataSection(
        "looks",
        _l("When others were shown what you told in confidence"),
        [(moment(look.created_at), purpose(look.endpoint)) for look in looks],
    )


def _pairs(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(_words(name), _shown(value)) for name, value in row.items() if value not in (None, "", [], {})]


def _words(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ").capitalize()


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Mapping):
        return "; ".join(_entry(f"{key}", inner) for key, inner in value.items())
    return ", ".join(map(_shown, value)) if isinstance(value, list) else str(value)


def _entry(key: str, value: Any) -> str:
    return f"{_words(key)}: {_shown(value)}"
