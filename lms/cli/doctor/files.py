"""Folders and files: ours to write, nobody else's to read, and with room to grow."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from lms.cli.doctor.findings import Finding, found
from lms.cli.doctor.patient import Patient
from lms.core.files import File

__all__ = ["RULES", "open_to_others", "share_of"]

ROOM = 10**9
PROGRAM = Path(__file__).resolve().parents[2]
MOUNTS = Path("/proc/mounts")
SHARES = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.glusterfs", "ceph", "afs"}


def open_to_others(path: Path) -> bool:
    """Whether other accounts of this machine can read a file or folder."""
    try:
        return bool(path.stat().st_mode & 0o007)
    except OSError:
        return False


def data_folder(patient: Patient) -> Iterator[Finding]:
    """Its manners, and those of the key that is kept in it."""
    folder = patient.settings.data_dir.resolve()
    if not folder.is_dir():
        return
    if open_to_others(folder):
        yield found("data-dir-open", path=folder)
    if folder.is_relative_to(PROGRAM):
        yield found("data-dir-served", path=folder)
    if open_to_others(folder / "secret-key"):
        yield found("secret-file-open", path=folder / "secret-key")
    if shutil.disk_usage(folder).free < ROOM:
        yield found("disk", path=folder)


def sqlite_file(patient: Patient) -> Iterator[Finding]:
    """A database file that lasts, on a disk of this machine, for us alone."""
    if patient.database is None or patient.database.engine.name != "sqlite":
        return
    name = patient.database.engine.url.database
    if not name or name == ":memory:":
        yield found("sqlite-memory")
        return
    path = Path(name).resolve()
    # A file below a folder that is closed to others is closed to them too.
    if open_to_others(path) and open_to_others(path.parent):
        yield found("sqlite-open", path=path)
    kind = share_of(path, MOUNTS.read_text() if MOUNTS.exists() else "")
    if kind:
        yield found("sqlite-shared", path=path, kind=kind)


def unsealed(patient: Patient) -> Iterator[Finding]:
    """Files of before they were sealed, which the worker has not closed yet."""
    if patient.database is None:
        return
    waiting = sa.select(sa.func.count()).select_from(File).where(File.unsealed_until.is_not(None))
    try:
        with patient.database.engine.connect() as connection:
            number = connection.scalar(waiting)
    except SQLAlchemyError:  # not there, or not migrated: others say so
        return
    if number:
        yield found("files-unsealed", number=number)


def share_of(path: Path, mounts: str) -> str:
    """The kind of network share a path is on, "" for a disk. `mounts` is as in /proc/mounts."""
    rows = [line.split() for line in mounts.splitlines() if line.count(" ") >= 2]
    above = [(row[1], row[2]) for row in rows if path.is_relative_to(row[1])]
    kind = max(above, key=lambda row: len(row[0]), default=("", ""))[1]
    return kind if kind in SHARES else ""


RULES = (data_folder, sqlite_file, unsealed)
