"""The drill of crashes in short, a build that it catches, and a commit that reaches the disk."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Told
from drills.browsing import Browser
from drills.crash import deeds, running
from drills.place import Place, place_of
from drills.processes import Web
from engines import NOT_INSTALLED, Engine
from postgres import DURABLE, Server, postgres_server

pytestmark = [pytest.mark.drill, pytest.mark.slow]


@pytest.fixture
def own_server(engine: Engine) -> Iterator[Server | None]:
    """A server that may be killed; none on SQLite."""
    if engine.name == "sqlite":
        yield None
        return
    with postgres_server(DURABLE) as server:
        if server is None:
            pytest.skip(NOT_INSTALLED)
        yield server


@pytest.fixture
def place(told: Told, tmp_path: Path, own_server: Server | None) -> Place:
    return place_of(told.house(tmp_path / "place"), told.story, own_server)


def test_what_was_called_saved_is_saved_once(place: Place, own_server: Server | None) -> None:
    line = running.run(place, own_server, running.SIZES["quick"], seed=1)
    # How soon all is well again depends on what else this machine does: `make drill` holds it to ten seconds. Every
    # other reply than "saved" or "not now" makes a fail of it too: a deed that is refused tries nothing.
    assert (line.lost, line.duplicated, line.verdict) == (0, 0, "pass"), line
    assert line.kills == 6  # on each engine


@pytest.mark.on("postgresql")
def test_the_drill_sees_a_build_that_says_saved_too_early(place: Place, own_server: Server | None) -> None:
    line = running.run(place, own_server, running.SIZES["planted"], seed=2, app=running.HASTY)
    assert line.lost > 0, line
    assert line.caught().verdict == "info"


@pytest.mark.on("sqlite")
def test_each_commit_reaches_the_disk(place: Place, tmp_path: Path) -> None:
    """One form after the other, under strace: at least one fsync for each."""
    if shutil.which("strace") is None:
        pytest.skip("STRACE IS NOT INSTALLED: sudo apt-get install strace")
    if subprocess.run(["strace", "-o", "/dev/null", "true"], check=False).returncode:
        pytest.skip("STRACE MAY NOT LOOK INTO PROCESSES HERE")
    web, trace = Web(place, less=("-w", "1")), tmp_path / "trace"
    web.start("strace", "-f", "-e", "trace=fsync,fdatasync", "-o", str(trace))
    try:
        web.wait()
        browser, kind = Browser(place.port), deeds.kinds(place)[0]
        browser.sign_in(f"{kind.who}@demo.example")
        target, fields = browser.form(kind.page, kind.action)
        before = _synced(trace)
        for number in range(10):
            key = f"synced-{number}"
            assert browser.post(target, {**fields, **kind.fill(key), "_key": key}).status == 303
        assert _synced(trace) - before >= 10
    finally:
        web.kill()


def _synced(trace: Path) -> int:
    return trace.read_text().count("sync(")
