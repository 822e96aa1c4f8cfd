"""Fixtures every test may use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.cli.migrate import upgrade
from lms.testing import House


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file that each test gets a copy of."""
    folder = tmp_path_factory.mktemp("template")
    house = House(folder)
    upgrade(house.runtime.database)
    with house.runtime.database.engine.connect() as connection:
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    house.close()
    return folder / "peer-lms.sqlite"


@pytest.fixture
def house(tmp_path: Path, template: Path) -> Iterator[House]:
    """An app over an empty database of its own."""
    built = House(tmp_path / "data", template)
    yield built
    built.close()
