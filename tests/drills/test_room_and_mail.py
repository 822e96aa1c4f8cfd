"""A full disk and a dead mail server, in short; and faults that these drills see."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import UUID

import pytest
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


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_full_disk_is_said_and_nothing_is_lost(kind: str) -> None:
    with room.disk(120 if kind == "sqlite" else 260) as small:
        if small is None:
            pytest.skip(NO_MOUNT)
        line = room.run(kind, small, room.SIZES["quick"], seed=1)
    assert line.verdict == "pass", line


def test_the_drill_sees_a_half_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(self: LocalStore, key: UUID, chunks: Iterable[bytes]) -> None:
        place = self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.with_suffix(".part").open("wb") as file:
            file.writelines(chunks)
        place.with_suffix(".part").rename(place)

    monkeypatch.setattr(LocalStore, "write", careless)
    with room.disk(120) as small:
        if small is None:
            pytest.skip(NO_MOUNT)
        line = room.run("sqlite", small, 1, seed=1)
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
