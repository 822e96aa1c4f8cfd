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

import sqlalchemy as sa

from lms.audit.canonical import canonical
from lms.core.db.base import UtcDateTime

__all__ = ["SEALED", "UNREADABLE", "Writer", "moment", "writer_for"]

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
    """How one engine is asked for ids and moments, as text, and their canonical text."""

    ask_id: Callable[[sa.Column[Any]], sa.ColumnElement[Any]]
    ask_moment: Callable[[sa.Column[Any]], sa.ColumnElement[Any]]
    id: Callable[[str | None], str]
    moment: Callable[[str], str]

    def asked(self, table: sa.FromClause, names: Sequence[str]) -> list[sa.ColumnElement[Any]]:
        """These columns, to be selected as the engine gives them with nothing converted on the way."""
        return [self._asked(table.c[name]).label(f"kept_{name}") for name in names]

    def _asked(self, column: Any) -> sa.ColumnElement[Any]:
        if isinstance(column.type, sa.JSON):
            return sa.cast(column, sa.Text)
        ways = {sa.Uuid: self.ask_id, UtcDateTime: self.ask_moment}
        return next((ask for kind, ask in ways.items() if isinstance(column.type, kind)), _bare)(column)

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


def writer_for(dialect: str) -> Writer:
    """What writes down the rows of an engine."""
    return WRITERS[dialect]


@lru_cache(maxsize=4096)
def _details(text: str) -> str:
    return canonical(json.loads(text)).decode()


def _bare(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    return sa.type_coerce(column, sa.types.NullType())


def _dashed(value: str | None) -> str:
    if value is None:
        return "null"
    if len(value) != 32:
        raise ValueError("an id has 32 digits")
    return f'"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"'


def _with_t(value: str) -> str:
    if len(value) != 26 or value[10] != " ":
        raise ValueError("a moment has a day, a space and a time to the microsecond")
    return f"{value[:10]}T{value[11:]}Z"


def _text(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    return sa.cast(column, sa.Text)


def _in_utc(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    return sa.func.to_char(sa.func.timezone("UTC", column), sa.literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"BC'"""))


def _quoted_id(value: str | None) -> str:
    return "null" if value is None else f'"{value}"'


def _of_our_era(value: str) -> str:
    if not value.endswith("ZAD"):  # a year reads the same on either side of the first
        raise ValueError("a moment is of our era")
    return value[:-2]


# SQLite keeps ids as 32 digits and moments as text. PostgreSQL has types of its own, and writes them down when asked:
# faster than what speaks to it makes objects of them, and we text of those.
WRITERS: Mapping[str, Writer] = {
    "sqlite": Writer(_bare, _bare, _dashed, _with_t),
    "postgresql": Writer(_text, _in_utc, _quoted_id, _of_our_era),
}
