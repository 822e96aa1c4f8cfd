"""Migrations: one head, numbered, up and down with data in them, no drift, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from architecture.reading import ROOT
from postgres import Server, postgres_server

from lms.cli.demo import load_story
from lms.cli.migrate import downgrade, upgrade
from lms.core.db import Database, make_engine
from lms.core.db.schema import CORE
from lms.testing import House

VERSIONS = ROOT / "lms/migrations/versions"


def test_revisions_are_numbered_in_a_row() -> None:
    numbers = sorted(int(path.stem[1:5]) for path in VERSIONS.glob("v*.py"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers


@pytest.fixture(scope="module")
def server() -> Iterator[Server | None]:
    """A PostgreSQL of our own, or None where none is installed."""
    with postgres_server() as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_url(request: pytest.FixtureRequest, tmp_path: Path, server: Server | None) -> str:
    """An empty database on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'migrated.sqlite'}"
    if server is None:
        pytest.skip("POSTGRESQL IS NOT INSTALLED: run make test as root on Debian, or: sudo apt-get install postgresql")
    return server.new_database()


def _tables(database: Database) -> set[str]:
    return {name for name in sa.inspect(database.engine).get_table_names() if name.startswith("lms_")}


@pytest.mark.db
def test_up_down_and_up_again_with_the_demo_in_it(engine_url: str, tmp_path: Path) -> None:
    """A full database goes down to nothing and comes up empty; the schema is the models'."""
    house = House(tmp_path / "data", PEER_LMS_DATABASE_URL=engine_url, PEER_LMS_DEMO="1")
    database = house.runtime.database
    upgrade(database)
    with house.app.app_context():
        assert load_story(house.runtime) is not None
    assert house.work() > 0
    with house.unit() as session:
        assert (session.scalar(sa.text("select count(*) from lms_person")) or 0) >= 20
    downgrade(database, "base")
    assert _tables(database) <= {CORE.version_table}
    upgrade(database)
    with database.engine.connect() as connection:
        assert CORE.drift(connection) == []
    house.close()


def test_drift_is_noticed(tmp_path: Path) -> None:
    """A column that only the database has is seen."""
    database = Database(make_engine(f"sqlite:///{tmp_path / 'd.sqlite'}"), object())
    upgrade(database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE lms_person ADD COLUMN planted TEXT")
    with database.engine.connect() as connection:
        assert any(change[0] == "remove_column" for change in CORE.drift(connection))
    database.engine.dispose()
