"""Clearing what is kept of one person: rows, names in what stays, and the ids of the files that go."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.db import Base
from lms.core.db.kept import AUDIT, Erasure, Kept
from lms.core.files import File
from lms.privacy.naming import exactly, swapped
from lms.privacy.rules import Fate, changed, fate, pseudonym
from lms.privacy.whose import about, actors, kept, owned, owner, personal

__all__ = ["clear_rows", "files_of", "forget_files", "ids_about", "put_names", "take_names_out"]

FILES = cast("sa.Table", File.__table__)
Change = Callable[[Any, Mapping[str, str]], Any]


def ids_about(session: Session, person_id: UUID) -> set[UUID]:
    """The ids of every row about a person, theirs among them."""
    return {row for table in owned() for row in session.scalars(sa.select(table.c.id).where(about(table, person_id)))}


def files_of(session: Session, person_id: UUID, *, going: bool = False, but: Iterable[str] = ()) -> set[UUID]:
    """The ids of the files that rows about them name; or only of those that need not stay, but for some tables."""
    return {
        found
        for table in owned()
        for column in table.columns
        if table.name not in but and _names_file(column) and not (going and kept(column).erasure is Erasure.KEEP)
        for found in session.scalars(sa.select(column).where(about(table, person_id), column.is_not(None)))
    }


def clear_rows(session: Session, person_id: UUID, *, but: Iterable[str] = ()) -> None:
    """Take away and empty every row about a person as its classification says; others' rows are not touched."""
    for table in reversed(list(owned())):
        if table.name in but:
            continue
        rows = about(table, person_id)
        if fate(table) is Fate.GOES:
            session.execute(sa.delete(table).where(rows))
        elif fate(table) is Fate.EMPTIED:
            new = {**changed(table, person_id), "version": table.c.version + 1}
            session.execute(sa.update(table).where(rows).values(new))


def forget_files(session: Session, keys: Iterable[UUID]) -> set[UUID]:
    """Delete the rows of these files, but for those that something still names. Gives what their bytes go by."""
    needed = [
        sa.exists().where(column == FILES.c.id)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if _names_file(column)
    ]
    gone = sa.delete(FILES).where(FILES.c.id.in_(list(keys)), ~sa.or_(*needed)).returning(FILES.c.id)
    return set(session.scalars(gone))


def take_names_out(session: Session, person_id: UUID, names: Iterable[str]) -> None:
    """Put the pseudonym for their names where words stay."""
    instead = dict.fromkeys((name for name in names if name), pseudonym(person_id))
    put_names(session, person_id, instead, lambda why: why.erasure is Erasure.KEEP)


def put_names(session: Session, person_id: UUID, instead: Mapping[str, str], where: Callable[[Kept], bool]) -> None:
    """Put others for these names of a person in columns that are kept so: in rows about them, and in what the service
    itself noted in records about others, as in “decided by”. The audit names nobody.
    """
    others = _met(person_id)
    for table in owned():
        for column in personal(table):
            if not where(kept(column)) or kept(column) is AUDIT:
                continue
            if _is_json(column) or (isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum)):
                _change(session, column, about(table, person_id), instead, swapped)
            if _is_json(column):
                joined, whose = owner(table)
                theirs = sa.select(table.c.id).select_from(joined).where(whose.in_(others))
                _change(session, column, table.c.id.in_(theirs), instead, exactly)


def _met(person_id: UUID) -> sa.CompoundSelect[Any]:
    """The people about whom there are rows in which this person acted."""
    ways = ((owner(table), column) for table in owned() for column in actors(table))
    return sa.union(
        *(sa.select(whose).select_from(joined).where(column == person_id) for (joined, whose), column in ways)
    )


def _change(
    session: Session, column: sa.Column[Any], rows: sa.ColumnElement[bool], names: Mapping[str, str], change: Change
) -> None:
    table = column.table
    for key, before in session.execute(sa.select(table.c.id, column).where(rows)).all():
        after = change(before, names)
        if after != before:
            new = {column.name: after, "version": table.c.version + 1}
            session.execute(sa.update(table).where(table.c.id == key).values(new))


def _names_file(column: sa.Column[Any]) -> bool:
    return any(key.column is FILES.c.id for key in column.foreign_keys)


def _is_json(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.JSON)
