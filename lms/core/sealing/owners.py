"""Whose a row is: along its foreign keys to a person."""

from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from lms.core.db.base import Base

__all__ = ["owner_of", "rows_of"]


def owner_of(row: Base, path: str) -> UUID | None:
    """The person at the end of a path of foreign keys, "enrolment_id.person_id"; most of them are at hand already.

    Raises LookupError when the path ends before: rows are sealed for somebody.
    """
    session = object_session(row)
    if session is None:
        raise LookupError(f"{row.__tablename__} belongs to no unit of work")
    here: Any = row
    *steps, last = path.split(".")
    for step in steps:
        here = _next(session, here, step)
    found: UUID | None = getattr(here, last)
    return found


def _next(session: Session, row: Base, column: str) -> Base:
    found = session.get(_target(type(row), column), getattr(row, column))
    if found is None:
        raise LookupError(f"{row.__tablename__}.{column} leads to nothing that is saved")
    return found


def rows_of(model: type[Base], path: str, column: str, person_id: UUID | None) -> sa.Select[Any]:
    """Ids and kept values of the rows at whose path's end this person stands; the same way, in one statement."""
    here = joined = model.__table__
    *steps, last = path.split(".")
    for step in steps:
        (key,) = here.c[step].foreign_keys
        joined = joined.join(key.column.table, key.column == here.c[step])
        here = key.column.table
    own = model.__table__
    return sa.select(own.c.id, own.c[column]).select_from(joined).where(here.c[last] == person_id)


@cache
def _target(model: type[Base], column: str) -> type[Base]:
    (key,) = model.__table__.c[column].foreign_keys
    table = key.column.table
    found: type[Base] = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table)
    return found
