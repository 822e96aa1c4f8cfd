"""Kinds of values: how each is read from either engine, written as JSON, and read back."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.core.db import UtcDateTime
from lms.core.errors import NotReady

__all__ = ["KINDS", "Kind", "kind_of"]


@dataclass(frozen=True)
class Kind:
    """A column type that both engines have. `read` raises ValueError or TypeError on what cannot be a value of it."""

    type: sa.types.TypeEngine[Any]
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]
    plain: bool = False  # JSON has it: it is written as it is


def _only(*types: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) not in types:
            raise TypeError(f"a {type(value).__name__} where none can be")
        return value

    return read


def _decimal(value: Decimal) -> str:
    return format(value.normalize(), "f")  # engines differ in the zeros at the end


def _bytes(value: str) -> bytes:
    return base64.b64decode(value, validate=True)


def _json(value: list[Any]) -> Any:
    (found,) = value
    return sa.JSON.NULL if found is None else found


def _moment(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("a moment without a zone")
    return found


def _as_is(value: Any) -> Any:
    return value


KINDS: Mapping[str, Kind] = {
    "uuid": Kind(sa.Uuid(), str, UUID),
    "moment": Kind(UtcDateTime(), datetime.isoformat, _moment),
    "day": Kind(sa.Date(), date.isoformat, date.fromisoformat),
    "time": Kind(sa.Time(), time.isoformat, time.fromisoformat),
    # Read as text and put into a list of one: the null of JSON is not the null of SQL.
    "json": Kind(sa.JSON(none_as_null=True), lambda text: [json.loads(text)], _json),
    "bytes": Kind(sa.LargeBinary(), lambda value: base64.b64encode(value).decode(), _bytes),
    "switch": Kind(sa.Boolean(), _as_is, _only(bool), plain=True),
    "whole": Kind(sa.BigInteger(), _as_is, _only(int), plain=True),
    "fraction": Kind(sa.Double(), _as_is, _only(float, int), plain=True),
    "decimal": Kind(sa.Numeric(), _decimal, Decimal),
    "text": Kind(sa.Text(), _as_is, _only(str), plain=True),
}
# What a model's column may be, narrower types first.
TYPES: tuple[tuple[type[sa.types.TypeEngine[Any]], str], ...] = (
    (sa.Uuid, "uuid"),
    (sa.DateTime, "moment"),
    (sa.Date, "day"),
    (sa.Time, "time"),
    (sa.JSON, "json"),
    (sa.LargeBinary, "bytes"),
    (sa.Boolean, "switch"),
    (sa.Integer, "whole"),
    (sa.Float, "fraction"),
    (sa.Numeric, "decimal"),
    (sa.String, "text"),
)


def kind_of(column: sa.Column[Any]) -> str:
    """The name of a column's kind. Raises NotReady for a type that no backup knows."""
    found: Any = column.type
    while isinstance(found, sa.types.TypeDecorator):
        found = found.impl
    for known, name in TYPES:
        if isinstance(found, known):
            return name
    raise NotReady(
        f"{column} is of a type that no backup knows: {column.type!r}.",
        "Its plugin has to keep it as one of these: text, numbers, dates, UUIDs, JSON, bytes.",
    )
