"""The shape of a table in a backup, and its rows: read in order, a line of JSON each, and put back."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from lms.backup.kinds import KINDS, kind_of

__all__ = ["Content", "Shape", "read", "shape_of", "write"]

AT_ONCE = 1000


@dataclass(frozen=True)
class Shape:
    """A table as a backup knows it: its columns in order, each with its kind, and the columns that order its rows."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]

    @cached_property
    def table(self) -> sa.Table:
        """The same for SQLAlchemy, in types that both engines have."""
        return sa.Table(self.name, sa.MetaData(), *(sa.Column(name, KINDS[kind].type) for name, kind in self.columns))

    @property
    def nested(self) -> bool:
        """Whether a row may hold objects, whose order means nothing."""
        return any(kind == "json" for _name, kind in self.columns)

    def line(self, row: Iterable[Any]) -> bytes:
        """A row of the database as a line."""
        values = zip(row, self._writers, strict=True)
        return dumped([write(value) if value is not None and write else value for value, write in values])

    def row(self, line: bytes) -> dict[str, Any]:
        """A line as values for the database. Raises ValueError or TypeError when it cannot be a row of this table."""
        values = json.loads(line)
        if type(values) is not list or len(values) != len(self.columns):
            raise ValueError("not as many values as there are columns")
        return {
            name: None if value is None else KINDS[kind].read(value)
            for value, (name, kind) in zip(values, self.columns, strict=True)
        }

    @cached_property
    def _writers(self) -> list[Any]:
        kinds = [KINDS[kind] for _name, kind in self.columns]
        return [None if kind.plain else kind.write for kind in kinds]


class Content:
    """A hash over a table's rows that is the same on both engines."""

    def __init__(self, shape: Shape) -> None:
        self.rows, self._hash, self._nested = 0, hashlib.sha256(), shape.nested

    def add(self, line: bytes) -> None:
        """The next row, as a line."""
        self.rows += 1
        self._hash.update(dumped(json.loads(line), sort_keys=True) if self._nested else line)

    @property
    def sha256(self) -> str:
        """The hash so far."""
        return self._hash.hexdigest()


def dumped(values: list[Any], **options: Any) -> bytes:
    """A line of JSON."""
    return json.dumps(values, separators=(",", ":"), **options).encode() + b"\n"


def shape_of(table: sa.Table) -> Shape:
    """The shape of a model's table."""
    columns = tuple((column.name, kind_of(column)) for column in table.columns)
    return Shape(table.name, columns, tuple(column.name for column in table.primary_key or table.columns))


def read(connection: Connection, shape: Shape) -> Iterator[bytes]:
    """Every row as a line, in an order that both engines agree on; a thousand are in memory at a time."""
    kinds, found = dict(shape.columns), shape.table.columns
    seen = [sa.cast(found[name], sa.Text) if kind == "json" else found[name] for name, kind in shape.columns]
    order = [_ordered(found[name], kinds[name], connection) for name in shape.key]
    options = {"stream_results": True, "yield_per": AT_ONCE}
    for row in connection.execute(sa.select(*seen).order_by(*order), execution_options=options):
        yield shape.line(row)


def _ordered(column: sa.Column[Any], kind: str, connection: Connection) -> sa.ColumnElement[Any]:
    # PostgreSQL sorts words as people do, and SQLite as bytes.
    return sa.collate(column, "C") if kind == "text" and connection.dialect.name == "postgresql" else column


def write(connection: Connection, shape: Shape, lines: Iterable[bytes]) -> None:
    """Put the rows into the table."""
    statement, rows = sa.insert(shape.table), (shape.row(line) for line in lines)
    while batch := list(islice(rows, AT_ONCE)):
        connection.execute(statement, batch)
