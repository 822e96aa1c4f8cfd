"""A database that goes away in the middle of a request: a clear page, nothing half-written, well again by itself."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from core.conftest import Can, Point, TrialPlugin, mark
from core.test_guard import marks
from engines import FILE, NOT_INSTALLED, Engine
from flask import Blueprint, Response
from postgres import Server, postgres_server

from lms.cli.migrate import upgrade
from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.people.roles import Role
from lms.plugins import hookimpl, loader
from lms.testing import Client, House, make_node, make_person
from lms.testing.house import Template

SAYS = "We cannot reach our records at the moment. Nothing was changed."
PERHAPS = "We lost our records while we saved, so we cannot tell whether this was kept."
lost = Blueprint("lost", __name__)


def lose() -> None:
    """The server ends the connection of this very request."""
    session = db_session()
    mine = session.scalar(sa.text("SELECT pg_backend_pid()"))
    with session.get_bind().engine.connect() as other:  # type: ignore[union-attr]
        other.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})


@lost.get("/lost/while-reading")
@requires(Can.TRY)
def while_reading() -> Response:
    lose()
    return Response(str(db_session().scalar(sa.text("SELECT 1"))))


@lost.route("/lost/before-commit", methods=["GET", "POST"])
@changes(Can.TRY)
def before_commit() -> Response:
    mark()
    db_session().flush()
    lose()
    return Response("never said", mimetype="text/plain")


class LosingPlugin(TrialPlugin):
    """The trial's permissions over views that lose the database."""

    @hookimpl
    def blueprints(self) -> list[Blueprint]:
        return [lost]


@pytest.fixture
def losing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "entry_points", lambda group: [Point("trial", LosingPlugin())])


@pytest.fixture
def losing_house(tmp_path: Path, template: Template, losing: None) -> Iterator[House]:
    house = House(tmp_path / "data", template, PROPAGATE_EXCEPTIONS=False)
    yield house
    house.close()


def admin_of(house: House) -> Client:
    with house.unit() as session:
        person = make_person(session, {Role.ADMIN: make_node(session)}).id
    return house.client(person)


@pytest.mark.on("postgresql")
@pytest.mark.parametrize(
    ("path", "ask", "says"), [("/lost/while-reading", "get", SAYS), ("/lost/before-commit", "post", PERHAPS)]
)
def test_a_connection_lost_in_the_middle_is_said_and_the_next_request_is_well(
    losing_house: House, path: str, ask: str, says: str
) -> None:
    browser = admin_of(losing_house)
    for _again in range(3):
        assert says in getattr(browser, ask)(path, status=503).text
        assert browser.get("/account").h1 == "Your account"
    assert marks(losing_house) == 0


@pytest.mark.on("postgresql")
def test_without_the_ping_the_next_request_would_not_be_well(losing_house: House) -> None:
    """The planted fault: a pool that hands out a dead connection. The test above has to see it."""
    browser = admin_of(losing_house)
    engine = losing_house.runtime.database.engine
    engine.pool._pre_ping = False
    with engine.connect() as other:
        with engine.connect() as idle:
            mine = idle.scalar(sa.text("SELECT pg_backend_pid()"))
        other.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
        assert SAYS in browser.get("/account", status=503).text


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that may be stopped: nobody else is on it."""
    with postgres_server() as server:
        if server is None:
            pytest.skip(NOT_INSTALLED)
        yield server


def test_a_server_that_stops_and_comes_back(tmp_path: Path, own_server: Server, losing: None) -> None:
    house = House(tmp_path / "data", PEER_LMS_DATABASE_URL=own_server.new_database(), PROPAGATE_EXCEPTIONS=False)
    upgrade(house.runtime.database)
    browser = admin_of(house)
    assert browser.get("/account").h1 == "Your account"
    own_server.control("-m", "immediate", "stop")
    assert SAYS in browser.get("/account", status=503).text
    assert browser.get("/healthz", status=503).reply.json["database"] == "unreachable"
    own_server.control("start")
    assert browser.get("/account").h1 == "Your account"
    assert browser.get("/healthz").reply.json["database"] == "ok"
    house.close()


@pytest.mark.on("postgresql")
def test_when_no_connection_is_free_that_is_said_too(losing_house: House) -> None:
    browser = admin_of(losing_house)
    engine = losing_house.runtime.database.engine
    engine.pool._timeout = 0.1
    held = [engine.connect() for _number in range(15)]
    assert SAYS in browser.get("/account", status=503).text
    for connection in held:
        connection.close()
    assert browser.get("/account").h1 == "Your account"


@pytest.mark.on("sqlite")
def test_a_file_that_somebody_else_keeps_locked(losing_house: House, engine: Engine) -> None:
    browser = admin_of(losing_house)
    sa.event.listen(losing_house.runtime.database.engine, "connect", _impatient)
    losing_house.rest()
    name = {"chosen_name": "Ada", "certificate_name": "Ada L.", "_version": "1"}
    other = sqlite3.connect(losing_house.folder / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert SAYS in browser.post("/account", name, status=503).text
    other.close()
    browser.post("/account", name)


def _impatient(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA busy_timeout=50")
