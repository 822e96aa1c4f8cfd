"""Putting a backup back: tables at its own revision, every row, compared with its manifest, then brought up to date.

All of it is one transaction. Whatever goes wrong, the database is as it was before.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from alembic import command
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import AddConstraint, DropConstraint

from lms.audit import disposing, heads, sealing
from lms.backup.after import Settled, settle
from lms.backup.archive import Backup, chunks
from lms.backup.manifest import file_member
from lms.backup.shapes import Content, Shape, read, write
from lms.core import clock
from lms.core.db.schema import Schema, take_away
from lms.core.db.whole import in_one_go
from lms.core.errors import Refused
from lms.core.files import FileStore
from lms.core.web.runtime import Runtime
from lms.privacy import again, ledger

__all__ = ["Restored", "restore"]

UNTOUCHED = "Nothing was changed."


@dataclass(frozen=True)
class Restored:
    """What a restore did beside the rows: files written, older ones removed, and what was settled."""

    written: int
    removed: int
    settled: Settled


def restore(runtime: Runtime, backup: Backup) -> Restored:
    """Put everything in the backup into the database and the file store, in place of what is there.

    Raises Refused when the target does not take it; nothing was changed then.
    """
    new: list[UUID] = []
    try:
        with in_one_go(runtime.database.engine) as connection:
            old = _file_ids(connection)
            erased = again.known(connection, runtime.settings.data_dir)
            _make_tables(connection, runtime, backup)
            _load(connection, backup)
            _compare(connection, backup)
            for schema in runtime.schemas:
                _bring_up(connection, runtime, schema, "head")
            absent, spoilt = _lacking(runtime.files, backup)
            new.extend(absent)
            for key in (*absent, *spoilt):
                runtime.files.write(key, backup.file(key.hex))
            settled, gone = settle(connection, runtime, backup.manifest, erased)
    except BaseException as problem:
        _forget(runtime.files, new)
        if isinstance(problem, DBAPIError):
            raise Refused(f"The database did not take the backup: {_said(problem)}. {UNTOUCHED}") from problem
        raise
    files = {UUID(key) for key in backup.manifest.files}
    _forget(runtime.files, (old - files) | gone)
    ledger.append(runtime.settings.data_dir, erased)
    # What was signed of the database that is gone would say of this one that its end was cut off.
    heads.put_aside(runtime.settings.data_dir, clock.now())
    disposing.begin_again(runtime)
    sealing.run(runtime)
    return Restored(len(absent) + len(spoilt), len(old - files), settled)


def _said(problem: DBAPIError) -> str:
    return str(problem.orig).strip().partition("\n")[0]


def _file_ids(connection: Connection) -> set[UUID]:
    if "lms_file" not in sa.inspect(connection).get_table_names():
        return set()
    return set(connection.scalars(sa.select(sa.column("id", sa.Uuid())).select_from(sa.table("lms_file"))))


def _make_tables(connection: Connection, runtime: Runtime, backup: Backup) -> None:
    """The tables of the version that the backup is of, empty."""
    take_away(connection, runtime.schemas)
    for schema in runtime.schemas:
        for head in backup.manifest.heads.get(schema.name, ()):
            _bring_up(connection, runtime, schema, head)


def _bring_up(connection: Connection, runtime: Runtime, schema: Schema, to: str) -> None:
    database = runtime.database
    command.upgrade(schema.config(masters=database.masters, connection=connection, secret=database.secret), to)


def _load(connection: Connection, backup: Backup) -> None:
    shapes = [backup.manifest.shape(name) for name in backup.manifest.tables]
    _expect_columns(connection, shapes)
    with _unbound(connection, shapes):
        for shape in shapes:
            write(connection, shape, backup.lines(shape.name))
    _count_on(connection, shapes)


def _expect_columns(connection: Connection, shapes: Sequence[Shape]) -> None:
    inspector = sa.inspect(connection)
    for shape in shapes:
        there = {column["name"] for column in inspector.get_columns(shape.name)}
        if there != {name for name, _kind in shape.columns}:
            raise Refused(f"The columns of {shape.name} in the backup are not those of its version. {UNTOUCHED}")


@contextmanager
def _unbound(connection: Connection, shapes: Sequence[Shape]) -> Iterator[None]:
    """PostgreSQL's foreign keys, taken off and put on again: rows point at each other in circles, and at later ones.

    Putting them on looks at every row. SQLite's rest for the whole transaction.
    """
    if connection.dialect.name == "sqlite":
        yield
        return
    tables = sa.MetaData()
    tables.reflect(connection, only=[shape.name for shape in shapes])
    bonds = [bond for table in tables.tables.values() for bond in table.foreign_key_constraints]
    for bond in bonds:
        connection.execute(DropConstraint(bond))
    yield
    for bond in bonds:
        connection.execute(AddConstraint(bond))


def _count_on(connection: Connection, shapes: Sequence[Shape]) -> None:
    """Where PostgreSQL numbers rows itself, it goes on after the last one. SQLite does so anyway."""
    if connection.dialect.name == "sqlite":
        return
    for shape in shapes:
        for name, kind in shape.columns:
            counter = sa.func.pg_get_serial_sequence(shape.name, name) if kind == "whole" else None
            if counter is not None and connection.scalar(sa.select(counter)):
                last = sa.select(sa.func.max(shape.table.c[name])).scalar_subquery()
                connection.execute(sa.select(sa.func.setval(counter, sa.func.coalesce(last, 1), last.is_not(None))))


def _compare(connection: Connection, backup: Backup) -> None:
    """Read everything back: it is what the manifest says. Raises Refused."""
    for name, table in backup.manifest.tables.items():
        shape = backup.manifest.shape(name)
        content = Content(shape)
        for line in read(connection, shape):
            content.add(line)
        if (content.rows, content.sha256) != (table.rows, table.content):
            raise Refused(f"{name} is not in the database as it is in the backup. {UNTOUCHED}")


def _lacking(store: FileStore, backup: Backup) -> tuple[list[UUID], list[UUID]]:
    """Files that the store has not, and those that it has otherwise than they are in the backup."""
    absent, spoilt = [], []
    for key in map(UUID, backup.manifest.files):
        try:
            with store.open(key) as file:
                found = hashlib.sha256()
                for part in chunks(file):
                    found.update(part)
        except FileNotFoundError:
            absent.append(key)
            continue
        if found.hexdigest() != backup.manifest.members[file_member(key.hex)].sha256:
            spoilt.append(key)
    return absent, spoilt


def _forget(store: FileStore, keys: Sequence[UUID] | set[UUID]) -> None:
    for key in keys:
        store.remove(key)
