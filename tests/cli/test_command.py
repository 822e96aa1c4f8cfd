"""`peer-lms`: what each verb does, and how it ends: 0 done, 1 no, 2 bad input, 3 not ready."""

import json
import os
import resource
import runpy
import signal
import socket
import sqlite3
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from waitress.adjustments import Adjustments

import lms
from lms.cli.migrate import upgrade
from lms.core import clock
from lms.core.errors import NotReady
from lms.plugins import DemoStory
from lms.testing import House

# The package names these modules after the commands in them, which hide them.
DEMO, SERVE, WORK = (import_module(f"lms.cli.{name}") for name in ("demo", "serve", "work"))

ADD = ("person", "add", "sam@test.example", "--name", "Sam", "--role", "admin")


def ask(folder: Path, question: str) -> list[Any]:
    connection = sqlite3.connect(folder / "data" / "peer-lms.sqlite")
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


@pytest.fixture
def ready(run: Any) -> Any:
    assert run("migrate").code == 0
    return run


def test_up_and_down_and_up_again_with_data(run: Any, tmp_path: Path) -> None:
    said = run("migrate")
    assert (said.code, said.out, said.err) == (0, "", "The database is in order.\n")
    assert run(*ADD).code == 0
    assert ask(tmp_path, "select chosen_name from lms_person") == [("Sam",)]
    assert run("migrate").code == 0
    assert ask(tmp_path, "select count(*) from lms_person") == [(1,)], "nothing to do changes nothing"
    assert run("migrate", "--down", "base").code == 0
    assert [name for (name,) in ask(tmp_path, "select name from sqlite_master") if name.startswith("lms_")] in (
        ["lms_alembic_version"],
        ["lms_alembic_version", "lms_alembic_version_pkc"],
    )
    assert run("migrate").code == 0
    assert ask(tmp_path, "select count(*) from lms_person") == [(0,)]
    bad = run("migrate", "--down", "nonsense")
    assert bad.code == 2
    assert "lms/migrations/versions." in bad.err


def test_a_database_that_cannot_be_reached(run: Any, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    said = run("migrate", DATABASE_URL=f"sqlite:///{tmp_path / 'folder'}")
    assert said.code == 3
    assert "The database cannot be reached or written: unable to open database file." in said.err
    assert "Then: peer-lms migrate" in said.err


@pytest.mark.parametrize("verb", [ADD, ("person", "grant", "a@b.co", "hr"), ("work", "--once")])
def test_before_migrating_nothing_is_ready(run: Any, verb: tuple[str, ...]) -> None:
    said = run(*verb)
    assert said.code == 3
    assert said.err.endswith("Run: peer-lms migrate\n")


def test_a_bad_setting_stops_every_verb_but_the_doctor(run: Any) -> None:
    said = run("migrate", TIMEZONE="Mars/Base")
    assert (said.code, said.err) == (
        3,
        "PEER_LMS_TIMEZONE is 'Mars/Base', which is not a time zone.\nSet PEER_LMS_TIMEZONE=Europe/London.\n",
    )
    run("doctor", TIMEZONE="Asia/Tokyo")
    assert str(clock.zone()) == "Asia/Tokyo"


def test_adding_people(ready: Any, tmp_path: Path) -> None:
    said = ready(*ADD, "--organisation", "Fernbrook")
    assert (said.code, said.err) == (0, "Added Sam.\n")
    assert ask(tmp_path, "select name, kind from lms_node") == [("Fernbrook", "organisation")]
    assert ask(tmp_path, "select role from lms_grant") == [("admin",)]
    assert ask(tmp_path, "select kind, email from lms_mailed_link") == [("invitation", "sam@test.example")]
    again = ready(*ADD)
    assert again.code == 1
    assert again.err == "Somebody with this e-mail address is here already. Look them up in the list of people.\n"
    with_password = (*ADD[:2], "ann@test.example", *ADD[3:], "--password", "three words remembered")
    assert ready(*with_password).code == 0
    assert ask(tmp_path, "select count(*) from lms_credential") == [(1,)]
    assert ask(tmp_path, "select count(*) from lms_node") == [(1,)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("person", "add"),
        (*ADD[:-1], "king"),
        ("person", "add", "sam", *ADD[3:]),
        ("person", "add", "@", *ADD[3:]),
        (*ADD, "--password", "7 chars"),
        (*ADD, "--password", "trustno1"),
        (*ADD, "--password", ""),
        ("person", "grant", "sam@test.example", "king"),
        ("persons",),
        ("migrate", "--sideways"),
    ],
)
def test_bad_input(ready: Any, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert ready(*arguments).code == 2
    assert ask(tmp_path, "select count(*) from lms_person") == [(0,)]


def test_giving_roles(ready: Any, tmp_path: Path) -> None:
    ready(*ADD, "--organisation", "Fernbrook")
    said = ready("person", "grant", "SAM@test.example", "hr", "--node", "Fernbrook")
    assert (said.code, said.err) == (0, "SAM@test.example is now hr.\n")
    assert ready("person", "grant", "sam@test.example", "lead").code == 0
    assert ask(tmp_path, "select role from lms_grant order by role") == [("admin",), ("hr",), ("lead",)]
    for person, node, says in (("x@y.example", "", "person x@y.example"), ("sam@test.example", "Mars", "node 'Mars'")):
        refused = ready("person", "grant", person, "hr", "--node", node)
        assert (refused.code, refused.err) == (1, f"There is no {says}. Check the spelling.\n")


def test_work_until_nothing_is_due(ready: Any, tmp_path: Path) -> None:
    ready(*ADD)
    *lines, said = ready("work", "--once", BASE_URL="http://localhost").err.splitlines()
    assert sorted(json.loads(line)["logger"] for line in lines) == ["lms.audit", *["lms.jobs"] * 4]
    assert said == "4 done.", "the mail, and the rounds that seal the audit, close files and dispose of what is due"
    assert len(list((tmp_path / "data" / "mail").glob("link-*.eml"))) == 1
    assert ready("work", "--once").err == "0 done.\n"


def test_work_stops_when_told_or_left_alone(ready: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[bool] = []

    def work(_runtime: object, *, once: bool, going: Any) -> int:
        found.append(going())
        signal.raise_signal(signal.SIGTERM)
        found.append(going())
        return 0

    monkeypatch.setattr(WORK.worker, "work", work)
    ready("work")
    ready("work", "--parent", str(os.getppid()))
    ready("work", "--parent", "1")
    assert found == [True, False, True, False, os.getppid() == 1, False]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Serving without a server: what was started and stopped."""
    seen: list[Any] = []

    class Worker:
        def __init__(self, command: list[str]) -> None:
            seen.append(command[1:4])

        def terminate(self) -> None:
            seen.append("stopped")

        def wait(self, _seconds: int) -> None: ...

    monkeypatch.setattr(subprocess, "Popen", Worker)
    monkeypatch.setattr(SERVE.waitress, "serve", lambda app, **options: seen.append(options["port"]))
    return seen


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_serving_an_empty_house_leads_to_the_first_administrator(run: Any, served: list[Any], tmp_path: Path) -> None:
    port = free_port()
    said = run("serve", "--port", str(port))
    assert said.code == 0
    assert f"Peer LMS is at http://127.0.0.1:{port}\n" in said.out
    address = said.out.rsplit("Make the first administrator at:\n  ", 1)[1].strip()
    assert address.startswith(f"http://127.0.0.1:{port}/link/")
    assert served == [["-m", "lms.cli", "work"], port, "stopped"]
    house = House(tmp_path / "data", PEER_LMS_SECRET_KEY="")
    assert house.client().get(address.partition(str(port))[2]).h1 == "Welcome"
    house.close()
    run(*ADD)
    assert "Make the first administrator" not in run("serve", "--port", str(port)).out


def test_serving_the_demo_names_whom_to_be(run: Any, served: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(SERVE, "load_story", told.append)
    said = run("serve", "--port", str(free_port()), DEMO="1")
    assert len(told) == 1
    assert "applicant@demo.example     Marek Dvorak, Finish an application he has begun" in said.out
    assert said.out.count("@demo.example") == 12


def test_every_limit_is_waitresses_and_a_connection_holds_little() -> None:
    limits = Adjustments(**SERVE.LIMITS)
    held = limits.max_request_header_size + limits.inbuf_overflow + limits.outbuf_overflow
    assert 500 * held <= 200 * 1024 * 1024, "five hundred that are slow"
    assert 500 * Adjustments().inbuf_overflow > 200 * 1024 * 1024, "as it would be by itself"
    assert limits.outbuf_high_watermark > limits.max_request_body_size == 64 * 1024 * 1024
    with pytest.raises(ValueError, match="connection_limits"):
        Adjustments(connection_limits=1)


def test_a_limit_of_open_files_that_is_too_low_is_lifted() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))
        SERVE._room_for_files(3200)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == min(3200, hard)
        SERVE._room_for_files(10)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == min(3200, hard), "and never lowered"
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_port_in_use(run: Any, served: list[Any], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = run("serve", "--port", str(port))
    assert said.code == 3
    assert said.err == f"Port {port} is in use by another program.\nRun: make run PORT={port + 1}\n"
    assert served == []
    assert not (tmp_path / "data" / "peer-lms.sqlite").exists()


def test_the_demo_is_loaded_in_demo_mode_only(ready: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Any] = [object(), None]
    seeds: list[int] = []

    def load_story(_runtime: object, *, seed: int) -> DemoStory | None:
        seeds.append(seed)
        return answers.pop(0)

    monkeypatch.setattr(DEMO, "load_story", load_story)
    refused = ready("demo", "load")
    assert (refused.code, refused.err[:17]) == (1, "Demo mode is off.")
    assert ready("demo", "load", "--seed", "7", DEMO="1").err == "The demo is loaded.\n"
    assert ready("demo", "load", DEMO="1").err == "There are people here already; nothing was changed.\n"
    assert seeds == [7, 1]


def test_as_a_module(run: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["peer-lms", "--help"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module("lms.cli", run_name="__main__")
    assert end.value.code == 0
    assert "first interest to secure in post" in capsys.readouterr().out


def test_a_database_that_goes_away_while_migrating(tmp_path: Path) -> None:
    house = House(tmp_path / "data", PEER_LMS_DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:9/x")
    with pytest.raises(NotReady, match="The database cannot be reached or written: "):
        upgrade(house.runtime.database)


def test_a_strangers_package_of_our_name(tmp_path: Path) -> None:
    lms.check_siblings()
    with pytest.raises(ImportError, match="needs its own package 'modules'"):
        lms.check_siblings(tmp_path)


def test_only_two_names_are_public() -> None:
    assert lms.create_app.__module__ == "lms.app"
    assert lms.PeerLMS.__module__ == "lms.extension"
    with pytest.raises(AttributeError, match="no attribute 'anything'"):
        _ = lms.anything
