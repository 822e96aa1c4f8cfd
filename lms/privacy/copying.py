"""A copy of everything about one person, as the classification has it: what is theirs, and what others recorded.

Other people are in it by what they did (`assessor`), not by name: see ADR 26. What opens an account is left out.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.db import Base
from lms.core.db.kept import TECHNICAL, Erasure
from lms.core.files import File, Opener, opener_of
from lms.core.text import gettext as _
from lms.people.models import Person
from lms.privacy.clearing import files_of
from lms.privacy.naming import swapped
from lms.privacy.whose import about, actors, kept, model_of, owned, personal, told

__all__ = ["Copy", "Part", "copy_of"]


@dataclass(frozen=True)
class Part:
    """One table's rows about the person: its name, why it is kept and how long, and the rows."""

    name: str
    purposes: Sequence[tuple[str, str, str]]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Copy:
    """All of it: the parts, and the files by the name they have in the copy."""

    person_id: UUID
    parts: Sequence[Part]
    files: Mapping[str, Opener]

    def as_json(self) -> bytes:
        """For programs."""
        parts = {
            part.name: {
                "kept": [dict(zip(("purpose", "basis", "retention"), why, strict=True)) for why in part.purposes],
                "rows": part.rows,
            }
            for part in self.parts
        }
        whole = {"person": str(self.person_id), "records": parts, "files": sorted(self.files)}
        return json.dumps(whole, ensure_ascii=False, indent=1, default=_plain).encode()


def copy_of(session: Session, person_id: UUID) -> Copy:
    """Read it; a handful of statements for each table."""
    names = _others(session, person_id)
    parts = [
        Part(table.name.removeprefix("lms_"), _why(table), list(_rows(session, table, person_id, names)))
        for table in owned()
        if _told(table)
    ]
    return Copy(person_id, [part for part in parts if part.rows], _files(session, person_id))


def _told(table: sa.Table) -> list[sa.Column[Any]]:
    return [column for column in personal(table) if kept(column).told]


def _why(table: sa.Table) -> list[tuple[str, str, str]]:
    reasons = dict.fromkeys(kept(column) for column in _told(table))
    return [(_(why.purpose), why.basis, why.retention) for why in reasons]


def _rows(session: Session, table: sa.Table, person_id: UUID, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    columns, roles = _shown(table), {column.name for column in actors(table)}
    query = sa.select(model_of(table)).where(told(table, person_id))
    for row in session.scalars(query.order_by(table.c.created_at, table.c.id)):
        yield {column.name: _value(row, column, person_id, roles, names) for column in columns}


def _shown(table: sa.Table) -> list[sa.Column[Any]]:
    """Everything that is told, with when it was made and what it belongs to."""
    plain = ("version",)
    return [
        c for c in table.columns if kept(c).told and c.name not in plain and (kept(c) is not TECHNICAL or _frame(c))
    ]


def _frame(column: sa.Column[Any]) -> bool:
    return column.primary_key or column.name == "created_at" or bool(column.foreign_keys)


def _value(row: Base, column: sa.Column[Any], person_id: UUID, roles: set[str], names: Mapping[str, str]) -> Any:
    value = getattr(row, column.name)
    if column.name in roles and value is not None:
        return _("you") if value == person_id else _("somebody else, in their role")
    # What stays when they are erased was put together by others, and may name them. What goes, they wrote themselves.
    return swapped(value, names) if kept(column).erasure is Erasure.KEEP else value


def _others(session: Session, person_id: UUID) -> dict[str, str]:
    """The names of whoever acted in a record about this person, each with what stands in its place."""
    met = [
        sa.select(column).where(about(table, person_id), column.is_not(None), column != person_id)
        for table in owned()
        for column in actors(table)
    ]
    query = sa.select(Person.chosen_name, Person.certificate_name, Person.email).where(Person.id.in_(sa.union(*met)))
    return dict.fromkeys((name for row in session.execute(query) for name in row if name), _("a name left out"))


def _files(session: Session, person_id: UUID) -> dict[str, Opener]:
    found = session.scalars(sa.select(File).where(File.id.in_(files_of(session, person_id))).order_by(File.created_at))
    named = {f"{number:02d}-{file.shown_name.replace('/', '_')}": file for number, file in enumerate(found, 1)}
    return {f"files/{name}": opener_of(file) for name, file in named.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else str(value)
