"""`flask lms …`: the same verbs, over a host's app."""

import configparser
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
import sqlalchemy as sa
from architecture.reading import ROOT
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import FlaskGroup, ScriptInfo

from lms import PeerLMS
from lms.cli import build
from lms.core.db import make_engine
from lms.core.web.runtime import KEY

SERVE = import_module("lms.cli.serve")


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Flask]:
    app = Flask("host")
    app.config.update(PEER_LMS_DATA_DIR=tmp_path / "data", PEER_LMS_SECRET_KEY="x" * 32)
    PeerLMS(app, url_prefix="/training")
    yield app
    app.extensions[KEY].database.engine.dispose()


def run(app: Flask, *arguments: str) -> Result:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    name, _, place = config["options.entry_points"]["flask.commands"].strip().partition(" = ")
    module, _, attribute = place.partition(":")
    flask = FlaskGroup(create_app=lambda: app)
    flask.add_command(getattr(import_module(module), attribute), name)
    return CliRunner().invoke(flask, [name, *arguments], prog_name="flask")


def test_the_verbs_are_those_of_the_standalone_command(host: Flask) -> None:
    said = run(host, "--help")
    listed = [line.split()[0] for line in said.output.partition("Commands:\n")[2].splitlines()]
    assert listed == sorted(build(host).commands)
    assert {"migrate", "work", "doctor", "demo", "person", "serve"} <= set(listed)


def test_a_verb_works_on_the_hosts_own_database(host: Flask) -> None:
    add = ("person", "add", "sam@test.example", "--name", "Sam", "--role", "admin")
    early = run(host, *add)
    assert (early.exit_code, early.stderr.splitlines()[-1]) == (3, "Run: flask lms migrate")
    assert run(host, "migrate").exit_code == 0
    assert run(host, *add).exit_code == 0
    again = run(host, *add)
    assert again.exit_code == 1
    assert run(host, "person", "add", "not-an-address", "--name", "Sam", "--role", "admin").exit_code == 2
    with host.extensions[KEY].database.engine.connect() as connection:
        assert connection.exec_driver_sql("select chosen_name from lms_person").fetchall() == [("Sam",)]


@pytest.mark.parametrize("arguments", [("--help",), ("doctor",)])
def test_an_app_without_us_is_told_how_to_add_us(arguments: tuple[str, ...]) -> None:
    said = run(Flask("bare"), *arguments)
    assert said.exit_code == 3
    assert said.stderr == 'This app has no PeerLMS.\nAdd it: PeerLMS(app, url_prefix="/training").\n'


@pytest.mark.parametrize(
    ("info", "command"),
    [(None, ["-m", "lms.cli"]), (ScriptInfo(), ["-m", "flask", "lms"]),
     (ScriptInfo(app_import_path="a.py"), ["-m", "flask", "--app", "a.py", "lms"])],
)  # fmt: skip
def test_the_worker_beside_the_web_runs_over_the_same_app(info: ScriptInfo | None, command: list[str]) -> None:
    with click.Context(click.Command("serve"), obj=info):
        assert SERVE._command() == [sys.executable, *command]


def test_a_database_shared_with_the_host_keeps_the_hosts_tables(tmp_path: Path) -> None:
    """Up and down to nothing again: what is not named lms_… stays, rows and version table included."""
    address = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    theirs = {"person": "Ann", "alembic_version": "beef0001", "training": "fire safety"}
    database = make_engine(address)
    with database.begin() as connection:
        for table, row in theirs.items():
            connection.exec_driver_sql(f"create table {table} (text varchar(40))")
            connection.exec_driver_sql(f"insert into {table} values ('{row}')")
    app = Flask("host")
    app.config.update(PEER_LMS_DATA_DIR=tmp_path, PEER_LMS_SECRET_KEY="x" * 32, PEER_LMS_DATABASE_URL=address)
    PeerLMS(app, url_prefix="/training")
    for arguments, ours in (((), True), (("--down", "base"), False)):
        assert run(app, "migrate", *arguments).exit_code == 0
        with database.connect() as connection:
            found = set(sa.inspect(connection).get_table_names())
            assert ("lms_person" in found) is ours
            kept = {name: connection.exec_driver_sql(f"select text from {name}").scalar() for name in theirs}
        assert kept == theirs
    for engine in (database, app.extensions[KEY].database.engine):
        engine.dispose()
