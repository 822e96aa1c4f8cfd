"""A filled house for drills over real processes: the demo, its addresses by name, and a look into its database."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from access.objects import objects_of
from postgres import Server

from lms.cli.demo import load_story
from lms.cli.migrate import upgrade
from lms.core.masters import Masters
from lms.core.sealing import Place as Sealed
from lms.core.sealing import Ring
from lms.core.sealing.envelope import key_of
from lms.plugins import DemoStory
from lms.testing import House
from lms.testing.house import CACHE, MASTER, SECRET
from lms.testing.live import free_port

FILE = "peer-lms.sqlite"


@dataclass(frozen=True)
class Place:
    """Settings that lead to a filled house, its addresses, and a database that is only read here."""

    engine: str
    folder: Path
    objects: Mapping[str, Mapping[str, Any]]
    path: Callable[..., str]
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    def environment(self) -> dict[str, str]:
        """The whole environment of a server of this house."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PEER_LMS_")}
        tests = Path(__file__).resolve().parents[1]
        return {
            **kept,
            "PYTHONPATH": f"{tests.parent}{os.pathsep}{tests}",
            "PEER_LMS_DATA_DIR": str(self.folder),
            "PEER_LMS_CACHE_DIR": str(CACHE),
            "PEER_LMS_SECRET_KEY": SECRET,
            "PEER_LMS_MASTER_KEY": MASTER,
            "PEER_LMS_BASE_URL": f"http://127.0.0.1:{self.port}",
            "PEER_LMS_DEMO": "1",
            **self.settings,
        }

    @property
    def address(self) -> str:
        """Where its database is."""
        return self.settings.get("PEER_LMS_DATABASE_URL") or f"sqlite:///{self.folder / FILE}"

    def rows(self, statement: str, **values: Any) -> Sequence[Any]:
        """What a query finds, by a connection of its own that is closed at once."""
        engine = sa.create_engine(self.address, poolclass=sa.NullPool)
        with engine.connect() as connection:
            return connection.execute(sa.text(statement), values).all()

    def opened(self, table: str, column: str, condition: str) -> set[str]:
        """What people wrote in a sealed column, in the rows that a condition names."""
        engine = sa.create_engine(self.address, poolclass=sa.NullPool)
        with engine.connect() as connection:
            ring = Ring(lambda: connection, Masters(MASTER))
            columns = (sa.column("id", sa.Uuid()), sa.column(column, sa.Text()))
            query = sa.select(*columns).select_from(sa.table(table, *columns)).where(sa.text(condition))
            return {_open(ring, Sealed(table, column, row), kept) for row, kept in connection.execute(query).all()}


def _open(ring: Ring, place: Sealed, kept: str) -> str:
    ring.fetch({key_of(kept, place)})
    return (ring.open(kept, place) or b"").decode()


def place_of(house: House, story: DemoStory, server: Server | None = None) -> Place:
    """The place that this house is, to be run as processes; the house is closed. With a server, its database moves there."""
    house.client(story.people["trainee"])  # one of the objects is a session of hers
    objects = objects_of(house, story)
    settings = {}
    if server is not None:
        settings["PEER_LMS_DATABASE_URL"] = server.new_database()
        _move(house.runtime.settings.database, settings["PEER_LMS_DATABASE_URL"], server)
    elif house.runtime.database.engine.dialect.name != "sqlite":
        settings["PEER_LMS_DATABASE_URL"] = house.runtime.settings.database
    app = house.app

    def path(endpoint: str, name: str = "", **more: Any) -> str:
        with app.test_request_context():
            return app.url_for(f"lms.{endpoint}", **(objects[name] if name else {}), **more)

    house.rest()
    kind = "postgresql" if settings else "sqlite"
    return Place(kind, house.folder, objects, path, settings)


def furnish(folder: Path, server: Server | None = None) -> Place:
    """The demo told afresh, on SQLite or on a server."""
    settings = {} if server is None else {"PEER_LMS_DATABASE_URL": server.new_database()}
    house = House(folder, PEER_LMS_DEMO="1", **settings)
    return place_of(house, tell(house))


def tell(house: House) -> DemoStory:
    """Tell the demo in a house without tables, its outbox worked off. Raises RuntimeError when it was told before."""
    upgrade(house.runtime.database, schemas=house.runtime.schemas)
    with house.app.app_context():
        story = load_story(house.runtime)
    if story is None:
        raise RuntimeError("the demo was there already")
    house.work()
    return story


def _move(old: str, new: str, server: Server) -> None:
    plain = [address.replace("+psycopg", "") for address in (old, new)]
    with subprocess.Popen([server.program("pg_dump"), "--no-owner", plain[0]], stdout=subprocess.PIPE) as dump:
        subprocess.run(
            [server.program("psql"), "-q", "-v", "ON_ERROR_STOP=1", plain[1]],
            stdin=dump.stdout, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
    if dump.returncode:
        raise RuntimeError("the database could not be copied")
