"""One way to write a value down, so that a hash of it is the same on every machine and engine.

JSON as RFC 8785 has it: keys sorted, no spaces, UTF-8, numbers as a browser writes them. (Keys outside the basic plane
are sorted by code point.) Beside JSON's own, moments are written in UTC to the microsecond, and UUIDs as text.
"""

import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

__all__ = ["canonical"]

SMALLEST, LARGEST = 1e-6, 1e21  # between these a number is written without an exponent
Writer = Callable[[Any], str]
_quoted: Writer = json.JSONEncoder(ensure_ascii=False).encode


def canonical(value: Any) -> bytes:
    """The value's bytes. Raises ValueError for what has none, such as NaN or half a character, else TypeError."""
    return _written(value).encode()


def _written(value: Any) -> str:
    writer = WRITERS.get(type(value)) or _writer_of(value)
    return writer(value)


def _writer_of(value: Any) -> Writer:
    """The writer of a subclass, such as a StrEnum."""
    for kind, writer in WRITERS.items():
        if isinstance(value, kind):
            return writer
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def _object(value: Mapping[str, Any]) -> str:
    return "{" + ",".join([f"{_key(key)}:{_written(value[key])}" for key in sorted(value)]) + "}"


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{key!r} cannot be a key in JSON: only text can")
    return _quoted(str(key))


def _list(value: list[Any] | tuple[Any, ...]) -> str:
    return "[" + ",".join([_written(part) for part in value]) + "]"


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return f'"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"'


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"{value} has no place in JSON")
    if value == 0 or SMALLEST <= abs(value) < LARGEST:
        text = f"{Decimal(repr(value)):f}".removesuffix(".0")
        return "0" if text == "-0" else text
    digits, exponent = repr(value).split("e")
    return f"{digits.removesuffix('.0')}e{int(exponent):+d}"


WRITERS: Mapping[type, Writer] = {
    str: lambda value: _quoted(str(value)),
    bool: lambda value: "true" if value else "false",  # before int, whose subclass it is
    int: lambda value: str(int(value)),
    float: _number,
    type(None): lambda _value: "null",
    dict: _object,
    list: _list,
    tuple: _list,
    UUID: lambda value: f'"{value}"',
    datetime: _moment,
}
