"""Fixtures every test may use."""

import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from lms.cli.demo import load_story
from lms.cli.migrate import upgrade
from lms.core import text
from lms.plugins import DemoStory
from lms.testing import House
from lms.testing.live import chromium, chromium_path

FILE = "peer-lms.sqlite"


def _settle(house: House) -> Path:
    """Fold the write-ahead log into the database file, so that the file can be copied."""
    with house.runtime.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    house.close()
    return house.folder / FILE


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file that each test gets a copy of."""
    house = House(tmp_path_factory.mktemp("template"))
    upgrade(house.runtime.database)
    return _settle(house)


@pytest.fixture
def house(tmp_path: Path, template: Path) -> Iterator[House]:
    """An app over an empty database of its own."""
    built = House(tmp_path / "data", template)
    yield built
    built.close()


@dataclass(frozen=True)
class Told:
    """The demo story as it was told: who is who, and the folder with its database and files."""

    story: DemoStory
    folder: Path


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Told:
    """The demo, loaded once, its outbox worked off."""
    house = House(tmp_path_factory.mktemp("told") / "data", template, PEER_LMS_DEMO="1")
    with house.app.app_context():
        story = load_story(house.runtime)
    assert story is not None
    house.work()
    _settle(house)
    return Told(story, house.folder)


@pytest.fixture
def demo_house(tmp_path: Path, told: Told) -> Iterator[House]:
    """An app over a copy of the demo."""
    folder = tmp_path / "demo"
    shutil.copytree(told.folder, folder)
    built = House(folder, PEER_LMS_DEMO="1")
    yield built
    built.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for the session."""
    if chromium_path() is None:
        pytest.skip("CHROMIUM IS NOT INSTALLED: run make test as root on Debian, or: sudo apt-get install chromium")
    with chromium() as opened:
        yield opened


@pytest.fixture(autouse=True)
def plain_language() -> None:
    """Each test begins in the source language, whatever the one before spoke."""
    text.speak(NullTranslations())


@pytest.fixture(autouse=True)
def quiet_libraries() -> None:
    """Libraries that log every file they open say nothing unless it matters."""
    for name in ("fontTools", "weasyprint", "werkzeug"):
        logging.getLogger(name).setLevel(logging.WARNING)
