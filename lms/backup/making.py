"""Making a backup: every row as it was at one moment, then the files those rows name. Nobody waits for it."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.backup import archive
from lms.backup.archive import Writer, chunks
from lms.backup.manifest import FORMAT, PRODUCT, Manifest, Member, Table, file_member, rows_member
from lms.backup.shapes import Content, Shape, read, shape_of
from lms.core import clock
from lms.core.access import Mode
from lms.core.db import Base
from lms.core.db.schema import Schema, behind, strangers
from lms.core.errors import NotReady, Refused
from lms.core.files import File, FileStore
from lms.core.installation_secrets import key_ids
from lms.core.web.runtime import Runtime

__all__ = ["LEFT_EMPTY", "Made", "make"]

# Keys that open what is on people's devices, in the clear: no backup holds them, and everybody signs in anew after it.
LEFT_EMPTY = frozenset({"lms_device_key"})


@dataclass(frozen=True)
class Made:
    """A backup that was made: what it holds, its size, and the hash at its end."""

    manifest: Manifest
    size: int
    sha256: str


@dataclass(frozen=True)
class Rows:
    """What was read at one moment: the revisions, tables nobody here knows, ours, and files by id with their hashes."""

    heads: dict[str, list[str]]
    left_out: list[str]
    tables: dict[str, Table]
    files: dict[UUID, str]


@dataclass
class Files:
    """What became of the files that rows name, by id."""

    missing: list[str]
    damaged: list[str]


def make(runtime: Runtime, place: Path) -> Made:
    """Write a backup of everything to `place`, whole or not at all, for us only to read.

    Raises Refused when something is there already, NotReady when the database is not at the version of this code,
    OSError when there is no room.
    """
    if place.exists():
        raise Refused(f"{place} is there already. Choose another name: a backup is never written over.")
    unfinished = place.with_name(f".{place.name}.{uuid4().hex[:8]}.part")
    try:
        with open(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            manifest = _write(runtime, file)
            sha256, size = archive.seal(file), file.tell()
        unfinished.rename(place)
    finally:
        unfinished.unlink(missing_ok=True)
    return Made(manifest, size, sha256)


def _write(runtime: Runtime, file: IO[bytes]) -> Manifest:
    made_at = clock.now().isoformat()
    with Writer(file) as writer:
        rows = _write_rows(runtime, writer)
        files = _write_files(writer, runtime.files, rows.files)
        gone, closed = _gone_since(runtime, files), _closed_since(runtime, files, writer.members)
        manifest = Manifest(
            product=PRODUCT,
            format=FORMAT,
            version=runtime.version,
            made_at=made_at,
            engine=runtime.database.engine.dialect.name,
            heads=rows.heads,
            keys=key_ids(runtime.settings),
            tables=rows.tables,
            members=writer.members,
            missing=sorted(set(files.missing) - gone),
            damaged=sorted(set(files.damaged) - closed),
            gone=sorted(gone),
            left_out=rows.left_out,
        )
        writer.finish(manifest)
    return manifest


def _write_rows(runtime: Runtime, writer: Writer) -> Rows:
    with runtime.database.unit_of_work(Mode.READ) as session:
        connection = _at_one_moment(session)
        _expect_current(connection, runtime.schemas)
        return Rows(
            heads={schema.name: sorted(schema.current(connection)) for schema in runtime.schemas},
            left_out=strangers(connection, runtime.schemas),
            tables={shape.name: _write_table(writer, connection, shape) for shape in _shapes(runtime.schemas)},
            files={row.id: row.sha256 for row in connection.execute(sa.select(File.id, File.sha256))},
        )


def _at_one_moment(session: Session) -> Connection:
    """A transaction that sees what was committed before its first statement, whatever others write meanwhile."""
    if session.get_bind().dialect.name == "sqlite":
        return session.connection()
    connection = session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    return connection


def _expect_current(connection: Connection, schemas: tuple[Schema, ...]) -> None:
    names = behind(connection, schemas)
    if names:
        raise NotReady(
            f"The database is not at the version of this code: {', '.join(names)}.",
            "Run: peer-lms migrate. Before an upgrade, make the backup with the version that is there.",
        )


def _shapes(schemas: tuple[Schema, ...]) -> Iterator[Shape]:
    for name, table in sorted(Base.metadata.tables.items()):
        if name not in LEFT_EMPTY and any(schema.owns(name) for schema in schemas):
            yield shape_of(table)


def _write_table(writer: Writer, connection: Connection, shape: Shape) -> Table:
    content = Content(shape)

    def counted() -> Iterator[bytes]:
        for line in read(connection, shape):
            content.add(line)
            yield line

    writer.add(rows_member(shape.name), counted())
    return Table(shape.columns, shape.key, content.rows, content.sha256)


def _write_files(writer: Writer, store: FileStore, kept: dict[UUID, str]) -> Files:
    found = Files([], [])
    for key, sha256 in kept.items():
        try:
            with store.open(key) as file:
                member = writer.add(file_member(key.hex), chunks(file), pack=False)
        except FileNotFoundError:
            found.missing.append(key.hex)
            continue
        if member.sha256 != sha256:
            found.damaged.append(key.hex)
    return found


def _gone_since(runtime: Runtime, found: Files) -> set[str]:
    """Files that were not there because their owner deleted them after the rows were read: nothing is wrong."""
    with runtime.database.unit_of_work(Mode.READ) as session:
        return {key for key in found.missing if session.get(File, UUID(key)) is None}


def _closed_since(runtime: Runtime, found: Files, members: Mapping[str, Member]) -> set[str]:
    """Files that the worker closed after the rows were read: the key in the row opens them, and nothing is wrong."""
    with runtime.database.unit_of_work(Mode.READ) as session:
        now = {key: session.get(File, UUID(key)) for key in found.damaged}
    return {key for key, row in now.items() if row is not None and row.sha256 == members[file_member(key)].sha256}
