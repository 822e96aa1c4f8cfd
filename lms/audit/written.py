"""Events as they are sealed: the canonical JSON of each, made from what an engine gives, past SQLAlchemy's types.

It is the same text that `canonical` makes of the row, in a fifth of the time: a trail of many years is read through
whenever somebody asks whether it is whole. What an engine keeps in another shape than we write it in was put there by
somebody else, and has no text.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.audit.canonical import canonical
from lms.audit.models import AuditEvent

__all__ = ["SEALED", "UNREADABLE", "Writer", "as_kept", "moment", "writer_for"]

# What a seal covers: every column there is, as JSON orders them. A column that comes later needs seals of another form.
SEALED = (
    "about_id",
    "action",
    "actor_id",
    "actor_name",
    "created_at",
    "details",
    "id",
    "request_id",
    "subject_id",
    "subject_kind",
    "version",
)
UNREADABLE = ""


@dataclass(frozen=True)
class Writer:
    """How one engine gives ids and moments when nobody converts them, and their canonical text."""

    id: Callable[[Any], str]
    moment: Callable[[Any], str]

    def event(self, row: Sequence[Any]) -> str:
        """An event's JSON, from its columns in the order of SEALED; UNREADABLE when one of them is not of its kind."""
        about, action, actor, name, at, details, event, request, subject, kind, version = row
        try:
            return (
                f'{{"about_id":{self.id(about)},"action":{quoted(action)},"actor_id":{self.id(actor)},'
                f'"actor_name":{quoted(name)},"created_at":"{self.moment(at)}","details":{_details(details)},'
                f'"id":{self.id(event)},"request_id":{quoted(request)},"subject_id":{self.id(subject)},'
                f'"subject_kind":{quoted(kind)},"version":{version:d}}}'
            )
        except (TypeError, ValueError, AttributeError):
            return UNREADABLE


def moment(value: datetime) -> str:
    """A moment as seals have it: "2026-03-14T12:00:00.000000Z". Such texts are in the order of their moments."""
    written: str = json.loads(canonical(value))
    return written


def as_kept(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A column as the engine keeps it: nothing is converted on the way."""
    bare = sa.cast(column, sa.Text) if isinstance(column.type, sa.JSON) else sa.type_coerce(column, sa.types.NullType())
    return bare.label(f"kept_{column.key}")


def writer_for(dialect: str) -> Writer:
    """What writes down the rows of an engine."""
    return WRITERS[dialect]


@lru_cache(maxsize=4096)
def _details(text: str) -> str:
    return canonical(json.loads(text)).decode()


def _dashed(value: str | None) -> str:
    if value is None:
        return "null"
    if len(value) != 32:
        raise ValueError("an id has 32 digits")
    return f'"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"'


def _quoted_id(value: UUID | None) -> str:
    return "null" if value is None else f'"{value}"'


def _with_t(value: str) -> str:
    if len(value) != 26 or value[10] != " ":
        raise ValueError("a moment has a day, a space and a time to the microsecond")
    return f"{value[:10]}T{value[11:]}Z"


# SQLite keeps ids as 32 digits and moments as text; what speaks to PostgreSQL makes its own objects of both.
WRITERS: Mapping[str, Writer] = {"sqlite": Writer(_dashed, _with_t), "postgresql": Writer(_quoted_id, moment)}
EVENT = [as_kept(AuditEvent.__table__.c[name]) for name in SEALED]
