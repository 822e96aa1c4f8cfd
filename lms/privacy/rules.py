"""What erasure does to each table and column, told from how they are classified. No database, no web."""

from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.core.db.kept import Erasure
from lms.privacy.whose import kept, owned, personal

__all__ = ["CANNOT", "Fate", "changed", "empty", "fate", "pseudonym"]

CANNOT = object()
EMPTY: tuple[tuple[type[sa.types.TypeEngine[Any]], Any], ...] = (
    (sa.Enum, CANNOT),
    (sa.String, ""),
    (sa.Boolean, False),
)


class Fate(StrEnum):
    """What becomes of a row about somebody who is erased."""

    GOES = "goes"
    EMPTIED = "emptied"
    STAYS = "stays"


def pseudonym(person_id: UUID) -> str:
    """What stands where a name was: the same wherever this person's was, so that records stay apart."""
    return f"Name removed {person_id.hex[:6].upper()}"


def empty(column: sa.Column[Any]) -> Any:
    """What a column holds once it is cleared; CANNOT when there is no such value."""
    if column.nullable:
        return None
    kind: Any = column.type
    while isinstance(kind, sa.types.TypeDecorator):
        kind = kind.impl
    known = next((value for type_, value in EMPTY if isinstance(kind, type_)), CANNOT)
    return CANNOT if column.unique or column.foreign_keys else known


def fate(table: sa.Table) -> Fate:
    """A row goes when nothing of it would be left to keep, or it cannot be emptied; unless one that stays needs it."""
    columns = personal(table)
    cleared = [column for column in columns if kept(column).erasure is Erasure.CLEAR]
    nothing_left = len(cleared) == len(columns) or any(empty(column) is CANNOT for column in cleared)
    if columns and nothing_left and not _needed(table):
        return Fate.GOES
    return Fate.EMPTIED if any(kept(column).erasure is not Erasure.KEEP for column in columns) else Fate.STAYS


def _needed(table: sa.Table) -> bool:
    others = (other for other in owned() if other is not table)
    return any(
        key.column.table is table and fate(other) is not Fate.GOES for other in others for key in other.foreign_keys
    )


def changed(table: sa.Table, person_id: UUID) -> dict[str, Any]:
    """The new values of the columns of a row that is emptied. Who a row is about stays: they have no name any more."""
    values = {}
    for column in personal(table):
        if kept(column).erasure is Erasure.CLEAR:
            values[column.name] = empty(column)
        elif kept(column).erasure is Erasure.REPLACE:
            text = isinstance(column.type, sa.String)
            values[column.name] = pseudonym(person_id) if text else empty(column)
    return values
