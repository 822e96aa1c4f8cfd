"""The people of the demo with everything that hangs on them, as the database holds it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from json import dumps
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from lms.cli.crowd.ids import WRITTEN, number_of
from lms.cli.crowd.sealing import KEYS, opened
from lms.core.db import Base
from lms.core.masters import Masters
from lms.core.sealing import Closed, Ring

__all__ = ["Copied", "Original", "Stock", "stock_of"]

# Whatever belongs to a moment or a machine and not to a life.
LEFT_OUT = frozenset({"lms_job", "lms_reply", "lms_user_session", "lms_mailed_link", "lms_credential", "lms_file"})
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Copied:
    """One row to be copied: its values, at which places ids stand as which numbers, and where some stand in a text.

    `sealed` are the places of what has been opened, and is sealed again for each copy.
    """

    table: str
    values: Row
    ids: tuple[tuple[int, int], ...]
    texts: tuple[int, ...]
    sealed: tuple[int, ...] = ()

    @property
    def number(self) -> int:
        """The row's own id."""
        return number_of(self.values[0])


@dataclass(frozen=True)
class Original:
    """One person with every row that is theirs; `ids` are the numbers of those rows."""

    rows: Sequence[Copied]
    ids: frozenset[int]

    def only(self, tables: Collection[str]) -> "Original":
        """The same with rows of these tables alone."""
        rows = [row for row in self.rows if row.table in tables]
        return Original(rows, frozenset(row.number for row in rows))


@dataclass(frozen=True)
class Stock:
    """All rows of the demo, read once, in an order in which they can be written again."""

    columns: Mapping[str, tuple[str, ...]]
    rows: Sequence[Copied]

    def named(self, table: str) -> Iterator[Copied]:
        """Every row of a table."""
        return (row for row in self.rows if row.table == table)

    def original(self, of: UUID) -> Original:
        """Everything that belongs to one row: whatever names it, whatever names that, and so on."""
        ids, found = {of.int}, [row for row in self.rows if row.number == of.int]
        found.extend(_until_nothing_is_new(self.rows, ids, {id(row) for row in found}))
        order = {id(row): place for place, row in enumerate(self.rows)}
        return Original(sorted(found, key=lambda row: order[id(row)]), frozenset(ids))


def _until_nothing_is_new(rows: Sequence[Copied], ids: set[int], seen: set[int]) -> Iterator[Copied]:
    grew = True
    while grew:
        grew = False
        for row in rows:
            if id(row) not in seen and any(number in ids for _place, number in row.ids):
                seen.add(id(row))
                ids.add(row.number)
                grew = True
                yield row


def stock_of(connection: Connection, masters: Masters | None) -> Stock:
    """Read the demo. Values come as the driver gives them, so that they can be handed back as they are."""
    columns: dict[str, tuple[str, ...]] = {}
    rows: list[Copied] = []
    ring = Ring(lambda: connection, masters)
    for table in Base.metadata.sorted_tables:
        if table.name in LEFT_OUT or not table.name.startswith("lms_"):
            continue
        names = tuple(column.name for column in table.columns)
        columns[table.name] = names
        if table.name == KEYS:
            continue
        quoted = ", ".join(f'"{name}"' for name in names)
        ids = tuple(place for place, column in enumerate(table.columns) if isinstance(column.type, sa.Uuid))
        sealed = tuple(place for place, column in enumerate(table.columns) if isinstance(column.type, Closed))
        read = connection.exec_driver_sql(f'SELECT {quoted} FROM "{table.name}" ORDER BY created_at').all()  # noqa: S608
        plain = (opened(ring, table.name, names, tuple(values), sealed) for values in read)
        rows.extend(_copied(table.name, values, ids, sealed) for values in plain)
    return Stock(columns, rows)


def _copied(table: str, raw: Row, ids: tuple[int, ...], sealed: tuple[int, ...]) -> Copied:
    values = tuple(dumps(value) if isinstance(value, (dict, list)) else value for value in raw)
    texts = (p for p, value in enumerate(values) if p not in ids and isinstance(value, str) and WRITTEN.search(value))
    numbers = ((place, number_of(values[place])) for place in ids if values[place] is not None)
    return Copied(table, values, tuple(numbers), tuple(texts), sealed)
