"""The two engines every test with a database runs on, and cheap copies of a database for each test."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
from postgres import Server

from lms.testing import House
from lms.testing.house import Lent, Template

NAMES = ("sqlite", "postgresql")
NOT_INSTALLED = "POSTGRESQL IS NOT INSTALLED: run make test as root on Debian, or: sudo apt-get install postgresql"
FILE = "peer-lms.sqlite"


class Engine(Protocol):
    """Databases of one kind."""

    name: str

    def empty(self) -> Lent:
        """A database without tables."""

    def keep(self, house: House) -> Template:
        """The house's database and files as they are now, to copy from; the house is closed and not used again."""

    def copy(self, house: House, folder: Path) -> Template:
        """The same, into a folder that is not there yet; the house goes on."""

    def refill(self, house: House, template: Template) -> None:
        """Give a house that rests and whose folder is empty the template's database and files instead of its own."""

    def snapshot(self, house: House) -> Callable[[], None]:
        """Remember the house's database; calling what comes back puts it back as it was."""


@dataclass(frozen=True)
class Blank:
    """The template of a database without tables."""

    engine: Engine

    def lend(self, folder: Path, name: str = "") -> Lent:
        return self.engine.empty()


class Sqlite:
    """A file in the house's own folder."""

    name = "sqlite"

    def empty(self) -> Lent:
        return Lent()

    def keep(self, house: House) -> Template:
        _fold(house)
        return FolderTemplate(house.folder)

    def copy(self, house: House, folder: Path) -> Template:
        _fold(house)
        shutil.copytree(house.folder, folder)
        return FolderTemplate(folder)

    def refill(self, house: House, template: Template) -> None:
        template.lend(house.folder)

    def snapshot(self, house: House) -> Callable[[], None]:
        _fold(house)
        file = house.folder / FILE
        clean = shutil.copy(file, tempfile.mkdtemp(dir=house.folder))

        def restore() -> None:
            house.rest()
            for twin in ("-wal", "-shm"):
                file.with_name(file.name + twin).unlink(missing_ok=True)
            shutil.copy(clean, file)

        return restore


def _fold(house: House) -> None:
    """Fold the write-ahead log into the database file, so that the file can be copied."""
    with house.runtime.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    house.rest()


@dataclass(frozen=True)
class FolderTemplate:
    """A folder with the database file in it."""

    folder: Path

    def lend(self, folder: Path, name: str = "") -> Lent:
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Lent()


class Postgres:
    """Databases on a server of the tests' own."""

    name = "postgresql"

    def __init__(self, server: Server) -> None:
        self._server = server

    def empty(self) -> Lent:
        return _lent(self._server, self._server.create())

    def keep(self, house: House) -> Template:
        house.rest()
        return PostgresTemplate(self._server, house.folder, _database(house))

    def copy(self, house: House, folder: Path) -> Template:
        house.rest()
        shutil.copytree(house.folder, folder)
        return PostgresTemplate(self._server, folder, self._server.create(like=_database(house)))

    def refill(self, house: House, template: Template) -> None:
        name = _database(house)
        self._server.drop(name)
        template.lend(house.folder, name)

    def snapshot(self, house: House) -> Callable[[], None]:
        house.rest()
        name = _database(house)
        clean = self._server.create(like=name)

        def restore() -> None:
            house.rest()
            self._server.drop(name)
            self._server.create(like=clean, name=name)

        return restore


def _database(house: House) -> str:
    return str(house.runtime.database.engine.url.database)


@dataclass(frozen=True)
class PostgresTemplate:
    """A folder of files, and a database that nobody is connected to."""

    server: Server
    folder: Path
    database: str

    def lend(self, folder: Path, name: str = "") -> Lent:
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return _lent(self.server, self.server.create(like=self.database, name=name))


def _lent(server: Server, name: str) -> Lent:
    return Lent({"PEER_LMS_DATABASE_URL": server.address(name)}, lambda: server.drop(name))


def engines_for(wanted: pytest.Mark | None) -> list[object]:
    """What a test is parametrised with: both engines, or those its mark `on` names."""
    names = wanted.args if wanted else NAMES
    return [pytest.param(name, marks=pytest.mark.db) for name in names]
