"""The drill of double presses: each form sent once, then again and again and at the same moment, changes things once."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from unittest import mock

from drills.report import Line
from drills.twice import examples as given
from drills.twice.examples import Example, examples
from drills.twice.scene import Replied, Scene, State, at_once, furnished, on_each_engine
from drills.twice.staging import prepare
from engines import Sqlite

from lms.core.web import guard

# Rows that only say that a form came in.
NOT_ENOUGH = {"lms_reply"}
CROWD = 4
FAILED = 400
SIZES = {"quick": 300, "full": 10_000, "long": 50_000}


@dataclass
class Found:
    """What came of it."""

    routes: int = 0
    sent: int = 0
    at_once: int = 0
    doubled: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)


def _changed(before: State, after: State) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def drill(size: str, seed: int) -> Iterator[Line]:
    """A line for each engine, and one for a house that forgets what it answered, which has to double things."""
    for scene in on_each_engine():
        yield run(scene, SIZES[size], seed)
    with furnished(Sqlite()) as scene, forgetful():
        line = run(scene, 0, seed, "forgets what it answered")
        yield line.caught() if line.duplicated else replace(line, verdict="fail")


@contextmanager
def forgetful() -> Iterator[None]:
    """A planted fault: no reply to a form is kept."""
    before = mock.patch.object(guard.replies, "given_before", lambda _session, _actor: None)
    with before, mock.patch.object(guard.replies, "keep", lambda _session, _actor, _response: None):
        yield


def run(scene: Scene, presses: int, seed: int, fault: str = "pressed twice") -> Line:
    """Every route there is, in turn."""
    wanted = [one for one in examples() if one.endpoint not in given.NOTHING]
    each, found = -(-presses // len(wanted)), Found()
    for example in wanted:
        _press(scene, example, each, found, seed)
    print(
        f"{found.routes} routes, {found.sent} presses again, {found.at_once} of them at one moment; "
        f"doubled {found.doubled}; changed nothing {found.idle}",
        file=sys.stderr,
    )
    return Line(
        engine=scene.house.runtime.database.engine.dialect.name,
        fault=fault,
        seed=seed,
        kills=found.routes,
        in_flight=found.at_once,
        acknowledged=found.sent,
        committed_unacknowledged=0,
        lost=len(found.idle),
        duplicated=len(found.doubled),
        ready_s=0.0,
    ).judged(sound=found.sent >= presses)


def _press(scene: Scene, example: Example, each: int, found: Found, seed: int) -> None:
    found.routes += 1
    ready, data = _opened(scene, example, f"twice-{seed}-{example.endpoint}")
    before = scene.state()
    first = scene.send(ready, data)
    alone = scene.state()
    if first[0] >= FAILED or not _changed(before, alone) - NOT_ENOUGH:
        found.idle.append(f"{example.endpoint}: {first}")
        return
    replies: list[Replied] = []
    while len(replies) < each - CROWD:
        replies.append(scene.send(ready, data))
    _crowd(scene, ready, data, replies)
    changed = _changed(_lasting(example, alone), _lasting(example, scene.state()))
    odd = set() if example.endpoint in given.SAYS_SO else set(replies) - {first}
    if changed or odd:
        found.doubled.append(f"{example.endpoint} again: {odd} {changed}")
    found.sent += len(replies)
    found.at_once += CROWD
    _press_together(scene, example, alone, found, seed)


def _press_together(scene: Scene, example: Example, alone: State, found: Found, seed: int) -> None:
    """The same once more, with nobody first: as many rows as when it was pressed once."""
    ready, data = _opened(scene, example, f"crowd-{seed}-{example.endpoint}")
    replies: list[Replied] = []
    _crowd(scene, ready, data, replies)
    wanted, counted = _counts(_lasting(example, alone)), _counts(_lasting(example, scene.state()))
    changed = {name for name in wanted if counted[name] != wanted[name]}
    odd = example.endpoint not in given.SAYS_SO and len(set(replies)) > 1
    if changed or odd or min(replies)[0] >= FAILED:
        found.doubled.append(f"{example.endpoint} at one moment: {set(replies)} {changed}")
    found.sent += len(replies) - 1
    found.at_once += CROWD


def _lasting(example: Example, state: State) -> State:
    """The state without what each press is meant to make of its own; of what each renews, how many there are."""
    anew, _why = given.ANEW.get(example.endpoint, ("", ""))
    renewed, _why = given.RENEWED.get(example.endpoint, ("", ""))
    return {name: (count, 0 if name == renewed else said) for name, (count, said) in state.items() if name != anew}


def _counts(state: State) -> Mapping[str, int]:
    return {name: count for name, (count, _said) in state.items()}


def _opened(scene: Scene, example: Example, key: str) -> tuple[Example, dict[str, Any]]:
    """The form filled, in a scene where it can be sent."""
    scene.restore()
    ready = prepare(scene, example)
    return ready, scene.form(ready, key)


def _crowd(scene: Scene, example: Example, data: Mapping[str, Any], replies: list[Replied]) -> None:
    """The same form from several windows at one moment."""
    at_once([lambda: replies.append(scene.send(example, data))] * CROWD)
