"""Copies of people of the demo, with everything that hangs on them, somewhere else in the tree."""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.cli.crowd.ids import rewritten, shaped
from lms.cli.crowd.originals import Copied, Stock, stock_of
from lms.cli.crowd.writing import write
from lms.core.sealing import ring_of
from lms.core.sealing.fields import FIELDS
from lms.core.sealing.owners import owner_of
from lms.plugins import PersonCopy
from lms.testing import House

Ids = Mapping[int, int]
MASKS = 1 << 96


class Copier:
    """Copies rows of the demo as it was when this was made; each copy has ids of its own."""

    def __init__(self, session: Session, house: House) -> None:
        self.session = session
        self.stock: Stock = stock_of(session.connection(), house.runtime.database.masters)
        self._fresh = {k: make for part in house.runtime.hooks.fresh_values() for k, make in part.items()}
        self._numbers = count(900_001)
        self._masks = count(70_001)

    def copy(self, roots: Iterable[UUID], name: str, moved: Ids | None = None) -> "Copy":
        """Everything that belongs to the roots, once more; people are called `name` with a number. `moved` ids point to others."""
        self.session.flush()
        parts = [self.stock.original(root) for root in roots]
        rows = list({id(row): row for part in parts for row in part.rows}.values())
        order = {id(row): place for place, row in enumerate(self.stock.rows)}
        mask = next(self._masks) * MASKS
        ids = {row.number: row.number ^ mask for row in rows} | dict(moved or {})
        written: dict[str, list[tuple[Any, ...]]] = {}
        words: dict[tuple[str, str, UUID], str] = {}
        for row in sorted(rows, key=lambda one: order[id(one)]):
            if row.table == "lms_audit_event":
                continue  # it quotes the original's name
            values = self._values(row, ids, name)
            for place in row.sealed:
                words[row.table, self.stock.columns[row.table][place], UUID(int=ids[row.number])] = values[place]
                values[place] = values[place] and ""
            written.setdefault(row.table, []).append(tuple(values))
        write(self.session.connection(), self.stock.columns, written)
        self._seal({where: said for where, said in words.items() if said})
        self.session.expire_all()
        return Copy(ids)

    def _seal(self, words: Mapping[tuple[str, str, UUID], str]) -> None:
        """Close the words of the copies for whom they are of, now that their rows are there."""
        fields = {(field.model.__tablename__, field.name): field for those in FIELDS.values() for field in those}
        for (table, column, key), said in words.items():
            field = fields[table, column]
            row = self.session.get_one(field.model, key)
            closed = ring_of(self.session).seal(said.encode(), field.place(row), owner_of(row, field.owner))
            own = field.model.__table__
            self.session.connection().execute(sa.update(own).where(own.c.id == key).values({column: closed}))

    def _values(self, row: Copied, ids: Ids, name: str) -> list[Any]:
        values = list(row.values)
        for place, number in row.ids:
            if number in ids:
                values[place] = shaped(ids[number], values[place])
        for place in row.texts:
            values[place] = rewritten(values[place], ids)
        number = next(self._numbers)
        for place, column in enumerate(self.stock.columns[row.table]):
            make = self._fresh.get(f"{row.table}.{column}")
            if make:
                values[place] = make(PersonCopy(number, f"{name} {number}"), values[place])
        return values


class Copy:
    """Where the original's ids went."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def of(self, original: UUID) -> UUID:
        """The copy of a row."""
        return UUID(int=self._ids[original.int])
