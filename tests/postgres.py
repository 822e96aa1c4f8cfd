"""A PostgreSQL server of the tests' own: started, used over a socket folder, and thrown away."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

OPTIONS = "-c fsync=off -c full_page_writes=off -c listen_addresses='' -c max_connections=40 -c autovacuum=off"
# As an administrator leaves it: what is committed is on the disk.
DURABLE = "-c listen_addresses='' -c max_connections=60"


class Server:
    """A running server; each caller gets databases of its own."""

    def __init__(self, programs: Path, folder: Path, options: str = OPTIONS) -> None:
        self._programs, self.folder, self._options, self._numbers = programs, folder, options, count(1)

    def program(self, name: str) -> str:
        """Where one of PostgreSQL's programs is."""
        return str(self._programs / name)

    def postmaster(self) -> int:
        """The process that all others of the server come from."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def run(self, name: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs, as user postgres when we are root."""
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run([*as_postgres, str(self._programs / name), *arguments], check=True, stdout=subprocess.DEVNULL)

    def control(self, *arguments: str) -> None:
        """Start, stop or restart: `pg_ctl` with these arguments."""
        settings = ("-o", f"{self._options} -k {self.folder}") if arguments[-1] in {"start", "restart"} else ()
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), *settings, *arguments)

    def ask(self, statement: str) -> None:
        """Run one statement as the server's owner."""
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, *, like: str = "template0", name: str = "") -> str:
        """Make a database, empty or like another that nobody is connected to; gives its name."""
        name = name or f"test{next(self._numbers)}"
        self.ask(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        """Throw a database away, whoever is still connected to it."""
        self.ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def address(self, name: str) -> str:
        """Where a database is, for PEER_LMS_DATABASE_URL."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def new_database(self) -> str:
        """The address of an empty database."""
        return self.address(self.create())


def programs() -> Path | None:
    """The newest PostgreSQL installed, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else (Path(on_path).resolve().parent if on_path else None)


@contextmanager
def postgres_server(options: str = OPTIONS, within: str | None = None) -> Iterator[Server | None]:
    """A server for the length of the block; None where PostgreSQL is not installed. Its data are in a folder `within`."""
    where = programs()
    if where is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="lms-pg-", dir=within))
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    server = Server(where, folder, options)
    server.run("initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    server.control("start")
    try:
        yield server
    finally:
        server.control("-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
