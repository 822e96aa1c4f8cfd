"""Whose each table's rows are: the one way along foreign keys from a row to the person it is about.

A column `person_id` leads there at once. Else it is the one foreign key from which a person is reached; keys to people
under other names (`assessor_id`, `by_id`) say who acted, and lead nowhere. Where that does not tell, the model does:
`{"info": {"whose": "about_id"}}`.
"""

from collections.abc import Iterator
from typing import cast
from uuid import UUID

import sqlalchemy as sa

from lms.core.db import Base
from lms.core.db.kept import CONTENT, TECHNICAL, Kept

__all__ = ["PERSON", "about", "actors", "kept", "model_of", "owned", "owner", "personal", "told", "whose"]

PERSON = "lms_person"
NOT_PERSONAL = (TECHNICAL, CONTENT)


def kept(column: sa.Column[object]) -> Kept:
    """Why a column is kept."""
    found: Kept = column.info["kept"]
    return found


def personal(table: sa.Table) -> list[sa.Column[object]]:
    """The columns that say something about people."""
    return [column for column in table.columns if kept(column) not in NOT_PERSONAL]


def whose(table: sa.Table, seen: frozenset[str] = frozenset()) -> str | None:
    """The way from a row to its person, "enrolment_id.person_id"; None for what is nobody's, or not of one person."""
    if "whose" in table.info:
        return cast("str | None", table.info["whose"])
    if table.name == PERSON:
        return "id"
    if any(key.column.table.name == PERSON for key in _keys(table, "person_id")):
        return "person_id"
    ways = {
        f"{column.name}.{way}"
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name not in seen | {PERSON, table.name}
        and (way := whose(key.column.table, seen | {table.name}))
    }
    return ways.pop() if len(ways) == 1 else None


def owned() -> Iterator[sa.Table]:
    """Every table whose rows are of one person each, those that others point at first."""
    return (table for table in Base.metadata.sorted_tables if whose(table))


def owner(table: sa.Table, way: str = "") -> tuple[sa.FromClause, sa.ColumnElement[UUID]]:
    """What to select from to know whose each row is, or what else the way leads to; and the column that says it."""
    joined: sa.FromClause = table
    here, way = table, way or whose(table) or ""
    *steps, last = way.split(".")
    for step in steps:
        (key,) = here.c[step].foreign_keys
        joined = joined.join(key.column.table, key.column == here.c[step])
        here = key.column.table
    return joined, here.c[last]


def about(table: sa.Table, person_id: UUID) -> sa.ColumnElement[bool]:
    """A condition: the row is about this person."""
    joined, column = owner(table)
    if joined is table:
        return column == person_id
    return table.c.id.in_(sa.select(table.c.id).select_from(joined).where(column == person_id))


def told(table: sa.Table, person_id: UUID) -> sa.ColumnElement[bool]:
    """A condition: the row is about this person, who knows of it; for some there is a moment that makes it so."""
    rows = about(table, person_id)
    if "told_once" not in table.info:
        return rows
    joined, moment = owner(table, table.info["told_once"])
    return sa.and_(rows, table.c.id.in_(sa.select(table.c.id).select_from(joined).where(moment.is_not(None))))


def actors(table: sa.Table) -> list[sa.Column[UUID]]:
    """The columns that name somebody who acted: a person, and not the one whose row it is."""
    own = whose(table)
    people = [column for column in table.columns if any(key.column.table.name == PERSON for key in column.foreign_keys)]
    return [column for column in people if column.name != own]


def model_of(table: sa.Table) -> type[Base]:
    """The model of a table."""
    found: type[Base] = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table)
    return found


def _keys(table: sa.Table, name: str) -> set[sa.ForeignKey]:
    return table.c[name].foreign_keys if name in table.c else set()
