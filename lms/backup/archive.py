"""The file itself: a zip whose last bytes are the hash of all before them, so that any damage is seen."""

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from lms.backup.manifest import Manifest, Member, file_member, read_manifest, rows_member
from lms.backup.shapes import Content
from lms.core.archives import PROBLEMS
from lms.core.errors import Refused

__all__ = ["Backup", "Writer", "chunks", "opened", "seal"]

CHUNK = 1 << 20
MANIFEST = "manifest.json"
MARK = b"sha256:"
DIGITS = 64


class Writer:
    """Puts parts into a new file, and notes the size and hash of each. Left unfinished, the file is of no use."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        self.members: dict[str, Member] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        with suppress(OSError):  # where there is no room, there is none for an end either
            self._zip.close()

    def add(self, name: str, parts: Iterable[bytes], *, pack: bool = True) -> Member:
        """One part, written as it comes. What is packed already, such as a recording, is not packed again."""
        size, found = 0, hashlib.sha256()
        with self._zip.open(name if pack else zipfile.ZipInfo(name), "w", force_zip64=True) as file:
            for part in parts:
                size += len(part)
                found.update(part)
                file.write(part)
        self.members[name] = Member(size, found.hexdigest())
        return self.members[name]

    def finish(self, manifest: Manifest) -> None:
        """The manifest, and room for the hash of the whole."""
        self._zip.writestr(MANIFEST, manifest.as_bytes())
        self._zip.comment = MARK + b"0" * DIGITS
        self._zip.close()


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """What is left of a file, bit by bit."""
    return iter(lambda: file.read(CHUNK), b"")


def seal(file: IO[bytes]) -> str:
    """Write the hash of everything before it over the last bytes, and see that all of it is on the disk."""
    found = _hash_of(file)
    file.seek(-DIGITS, os.SEEK_END)
    file.write(found.encode())
    file.flush()
    os.fsync(file.fileno())
    return found


def _hash_of(file: IO[bytes]) -> str:
    left = file.seek(0, os.SEEK_END) - DIGITS
    file.seek(0)
    found = hashlib.sha256()
    while left > 0 and (part := file.read(min(CHUNK, left))):
        found.update(part)
        left -= len(part)
    return found.hexdigest()


def _expect_sealed(file: IO[bytes]) -> None:
    length, ends = len(MARK) + DIGITS, b""
    if file.seek(0, os.SEEK_END) > length:
        file.seek(-length, os.SEEK_END)
        ends = file.read()
    if not ends.startswith(MARK):
        raise Refused("The file is not a backup, or its end is missing. Take another backup.")
    if ends.removeprefix(MARK) != _hash_of(file).encode():
        raise Refused("The file is damaged: it is not as it was when it was made. Take another backup.")


@dataclass(frozen=True)
class Backup:
    """A backup that is open for reading, and was found to be as it was made."""

    archive: zipfile.ZipFile
    manifest: Manifest

    def lines(self, table: str) -> Iterator[bytes]:
        """A table's rows."""
        with self.archive.open(rows_member(table)) as file:
            yield from file

    def file(self, key: str) -> Iterator[bytes]:
        """A person's file."""
        with self.archive.open(file_member(key)) as file:
            yield from chunks(file)


@contextmanager
def opened(place: Path) -> Iterator[Backup]:
    """A backup, once everything in it has been read and is as its manifest says. Raises Refused when it is not."""
    with place.open("rb") as file:
        _expect_sealed(file)
        try:
            archive = zipfile.ZipFile(file)
            backup = Backup(archive, read_manifest(archive.read(MANIFEST)))
        except PROBLEMS:
            raise Refused("The file cannot be read as a backup. Take another backup.") from None
        _expect_parts(backup)
        for name, member in backup.manifest.members.items():
            _expect_part(backup, name, member)
        for table in backup.manifest.tables:
            _expect_rows(backup, table)
        yield backup


def _expect_parts(backup: Backup) -> None:
    """What is listed is there, once, and nothing else."""
    if sorted(backup.archive.namelist()) != sorted([*backup.manifest.members, MANIFEST]):
        raise Refused("The file has other parts than it lists. Take another backup.")


def _expect_part(backup: Backup, name: str, member: Member) -> None:
    size, found = 0, hashlib.sha256()
    try:
        with backup.archive.open(name) as file:
            for part in chunks(file):
                size += len(part)
                found.update(part)
    except PROBLEMS:
        size = -1
    if (size, found.hexdigest()) != (member.size, member.sha256):
        raise Refused(f"{name} in the file is damaged. Take another backup.")


def _expect_rows(backup: Backup, name: str) -> None:
    """Each line is a row of its table, they are as many as was counted, and together they are what was read."""
    table, shape = backup.manifest.tables[name], backup.manifest.shape(name)
    content = Content(shape)
    try:
        for line in backup.lines(name):
            shape.row(line)
            content.add(line)
    except (*PROBLEMS, TypeError):
        raise Refused(f"A row of {name} in the file cannot be read. Take another backup.") from None
    if (content.rows, content.sha256) != (table.rows, table.content):
        raise Refused(f"The rows of {name} in the file are not those that were counted. Take another backup.")
