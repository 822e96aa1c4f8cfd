"""Fixtures every test may use."""

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import counting
import order
import pytest
import ran
import routes
import timings
from argon2 import PasswordHasher
from beginnings import Beginnings
from engines import NOT_INSTALLED, Blank, Engine, Postgres, Sqlite, engines_for
from playwright.sync_api import Browser
from postgres import Server, postgres_server
from stock import Stock

from lms.cli.demo import load_story
from lms.cli.migrate import upgrade
from lms.core import clock, text
from lms.papers import asvs
from lms.people import passwords
from lms.plugins import DemoStory
from lms.testing import House
from lms.testing.house import Template
from lms.testing.live import FLAGS, chromium, chromium_path, shell_path

COSTLY = (passwords._hasher, passwords.NOBODYS_HASH)


def pytest_configure(config: pytest.Config) -> None:
    """Make apps cheaply; look whether what the sheet of OWASP ASVS names is run."""
    routes.compile_once()
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(ran.Ran(asvs.sheet()))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever needs a database runs on both engines, or on those its mark `on` names."""
    if "engine" in metafunc.fixturenames:
        wanted = metafunc.definition.get_closest_marker("on")
        metafunc.parametrize("engine", engines_for(wanted), indirect=True, scope="session")


@pytest.hookimpl(trylast=True)  # after pytest has put tests of one engine together
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where three workers share the tests, each begins with some of those that take minutes, and mostly wait."""
    items[:] = order.long_ones_first(items, [item.nodeid.split("/")[1] for item in items])


def pytest_collection_finish() -> None:
    """Thousands of tests and every module stay to the end: the collector need not look through them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """What has been counted is not counted again; setting up is."""
    with counting.once(item):
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how long each part took on each engine."""
    everything = [found for kind in terminalreporter.stats.values() for found in kind]
    reports = [found for found in everything if isinstance(found, pytest.TestReport)]
    if len(reports) > 100:  # a run of a few tests says enough by itself
        terminalreporter.section("seconds by stage and engine")
        for line in timings.lines((found.nodeid, found.when, found.duration) for found in reports):
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server | None]:
    """A PostgreSQL server of this session's own, or None where none is installed."""
    with postgres_server() as started:
        yield started


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Engine:
    """The kind of database this test runs on."""
    if request.param == "sqlite":
        return Sqlite()
    started = request.getfixturevalue("postgres")
    if started is None:
        pytest.skip(NOT_INSTALLED)
    return Postgres(started)


@pytest.fixture(scope="session")
def cupboard() -> dict[tuple[str, str], Any]:
    """What is made once for each engine, however often pytest changes from one to the other."""
    return {}


@pytest.fixture(scope="session")
def template(engine: Engine, cupboard: dict[Any, Any], tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A migrated, empty database that each test gets a copy of."""
    key = ("template", engine.name)
    if key not in cupboard:
        house = House(tmp_path_factory.mktemp("template"), Blank(engine))
        upgrade(house.runtime.database)
        cupboard[key] = engine.keep(house)
    found: Template = cupboard[key]
    return found


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    """Where houses come from, and go back to; they rest there, and their databases go when the session does."""
    return Stock(tmp_path_factory.mktemp("stock"))


@pytest.fixture(scope="session")
def beginnings(
    engine: Engine, stock: Stock, template: Template, cupboard: dict[Any, Any], tmp_path_factory: pytest.TempPathFactory
) -> Beginnings:
    """What tests begin with that ask for a `beginning`."""
    return Beginnings(engine, stock, template, cupboard, tmp_path_factory.mktemp("beginnings"))


@pytest.fixture
def house(request: pytest.FixtureRequest, beginnings: Beginnings) -> Iterator[House]:
    """An app over a database of its own: empty, or as the test's `beginning` left it."""
    with beginnings.lent(request.fixturenames) as lent:
        yield lent


@dataclass(frozen=True)
class Told:
    """The demo story as it was told: who is who, and its database and files to start from."""

    story: DemoStory
    template: Template

    def house(self, folder: Path, **settings: Any) -> House:
        """An app over a copy of the demo."""
        return House(folder, self.template, PEER_LMS_DEMO="1", **settings)


@pytest.fixture(scope="session")
def tell(
    engine: Engine, cupboard: dict[Any, Any], tmp_path_factory: pytest.TempPathFactory, template: Template
) -> Callable[[], Told]:
    """Loads the demo, its outbox worked off: once an engine and day, for it says "18 days ago"."""

    def fresh() -> Told:
        house = House(tmp_path_factory.mktemp("told") / "data", template, PEER_LMS_DEMO="1")
        with house.app.app_context():
            story = load_story(house.runtime)
        assert story is not None
        house.work()
        return Told(story, engine.keep(house))

    def telling() -> Told:
        key = ("told", engine.name, clock.today())
        if key not in cupboard:
            cupboard[key] = fresh()
        found: Told = cupboard[key]
        return found

    return telling


@pytest.fixture
def told(tell: Callable[[], Told]) -> Told:
    """The demo as it is told today."""
    return tell()


@pytest.fixture
def demo_house(stock: Stock, engine: Engine, told: Told) -> Iterator[House]:
    """An app over a copy of the demo."""
    with stock.lent(engine, told.template, PEER_LMS_DEMO="1") as lent:
        yield lent


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for the session."""
    if shell_path() is None:
        pytest.skip("CHROMIUM IS NOT INSTALLED: run make test as root on Debian, or: sudo apt-get install chromium")
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def whole_browser(browser: Browser) -> Iterator[Browser]:
    """Chromium as people have it, with a microphone."""
    with closing(browser.browser_type.launch(executable_path=chromium_path(), args=FLAGS)) as opened:
        yield opened


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hashing costs time on purpose; what does not ask for `costly_passwords` is spared that."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", cheap)
        patch.setattr(passwords, "NOBODYS_HASH", cheap.hash("nobody has this password"))
        yield


@pytest.fixture
def costly_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords as they are kept outside tests."""
    monkeypatch.setattr(passwords, "_hasher", COSTLY[0])
    monkeypatch.setattr(passwords, "NOBODYS_HASH", COSTLY[1])


@pytest.fixture(autouse=True)
def plain_language() -> None:
    """Each test begins in the source language, whatever the one before spoke."""
    text.speak(NullTranslations())


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """A command that writes our log to its standard error does so in its own test only."""
    ours = logging.getLogger("lms")
    before = (ours.handlers[:], ours.level)
    yield
    ours.handlers[:], ours.level = before


@pytest.fixture(autouse=True)
def quiet_libraries() -> None:
    """Libraries that log every file they open say nothing unless it matters."""
    for name in ("fontTools", "weasyprint", "werkzeug"):
        logging.getLogger(name).setLevel(logging.WARNING)
