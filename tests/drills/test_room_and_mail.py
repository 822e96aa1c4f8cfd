"""A full disk and a dead mail server, in short; and faults that these drills see."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import UUID

import pytest
from conftest import Told
from drills.letters import running as letters
from drills.room import running as room

from lms.core.files import LocalStore
from lms.people.plugin import PeoplePlugin
from lms.testing import House

pytestmark = [pytest.mark.drill, pytest.mark.slow]
NO_MOUNT = "A DISK OF ITS OWN CAN BE MOUNTED BY ROOT ONLY"


def test_mail_that_hangs_holds_nobody_up(demo_house: House) -> None:
    line = letters.run(demo_house, letters.SIZES["quick"], seed=1)
    assert line.verdict == "pass", line


@pytest.mark.on("sqlite")
def test_the_drill_sees_mail_sent_inside_the_transaction(demo_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PeoplePlugin, "outbox_handlers", _inside(PeoplePlugin.outbox_handlers))
    # The first few slip through between two mails that hang; those that follow wait, and have to be the most.
    line = letters.run(demo_house, replace(letters.SIZES["quick"], invited=2, hangs_s=6), seed=1)
    assert line.verdict == "fail", line
    assert line.caught().verdict == "info"


@pytest.fixture
def small() -> Iterator[room.Disk]:
    """A disk that is soon full."""
    with room.disk(260) as mounted:
        if mounted is None:
            pytest.skip(NO_MOUNT)
        yield mounted


@pytest.mark.on("sqlite")
def test_a_full_disk_is_said_and_nothing_is_lost(told: Told, small: room.Disk) -> None:
    line = room.fill(_scene(told, small), room.SIZES["quick"], seed=1)
    assert line.verdict == "pass", line


def test_a_full_disk_under_a_server_is_said_and_nothing_is_lost(small: room.Disk) -> None:
    line = room.run("postgresql", small, room.SIZES["quick"], seed=1)
    assert line.verdict == "pass", line


def _scene(told: Told, small: room.Disk) -> room.Scene:
    return room.Scene(told.house(small.folder / "data"), told.story, small, None)


@pytest.mark.on("sqlite")
def test_the_drill_sees_a_half_file(told: Told, small: room.Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(self: LocalStore, key: UUID, chunks: Iterable[bytes]) -> None:
        place = self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.with_suffix(".part").open("wb") as file:
            file.writelines(chunks)
        place.with_suffix(".part").rename(place)

    monkeypatch.setattr(LocalStore, "write", careless)
    line = room.fill(_scene(told, small), 1, seed=1)
    assert line.caught().verdict == "info", line


def _inside(honest: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(honest)
    def handlers(self: PeoplePlugin) -> dict[str, Any]:
        def held(make: Any) -> Any:
            def handler(session: Any, payload: Any, runtime: Any) -> None:
                (make(session, payload, runtime) or (lambda: None))()

            return handler

        return {kind: held(make) for kind, make in honest(self).items()}

    return handlers
