"""The drill of races: several people change the same thing at one moment. One is first; nobody's words replace theirs."""

import threading
from collections.abc import Iterator
from typing import Any

import lxml.html
from drills.report import Line
from drills.twice.examples import Example
from drills.twice.scene import Replied, Scene, furnished

# The things that carry a version, and the words of each that are written at once.
THINGS = (
    (Example("assessments.piece", "trainee", "trainee_draft", "assessments.piece", {"later": "y"}), "title"),
    (Example("modules.reviewers", "lead", "version_module", "modules.reviewers", {"second": "Somebody else"}), "first"),
    (Example("people.account", "trainee", "", "people.account"), "chosen_name"),
)
FIRST, LOST = 303, 409
SIZES = {"quick": 12, "full": 2000, "long": 10_000}


def drill(size: str, seed: int) -> Iterator[Line]:
    """A line for SQLite; the suite's short form runs on both engines."""
    with furnished() as scene:
        yield run(scene, SIZES[size], seed)


def run(scene: Scene, races: int, seed: int, fault: str = "changed at one moment") -> Line:
    """So many races, two to eight people in each."""
    won = refused = overwritten = odd = 0
    for number in range(races):
        example, name = THINGS[number % len(THINGS)]
        words = [f"Words {seed} {number} of {who}" for who in range(2 + number % 7)]
        replies = _race(scene, example, name, words)
        first = [text for text, (status, _location) in replies if status == FIRST]
        won += len(first)
        refused += sum(status == LOST for _text, (status, _location) in replies)
        odd += sum(status not in (FIRST, LOST) for _text, (status, _location) in replies)
        # Each was written over the same version: whoever came second has not seen what the first wrote.
        overwritten += len(first) - 1 if len(first) > 1 else int(_now(scene, example, name) not in first)
    return Line(
        engine=scene.house.runtime.database.engine.dialect.name,
        fault=fault,
        seed=seed,
        kills=races,
        in_flight=refused,
        acknowledged=won,
        committed_unacknowledged=0,
        lost=overwritten,
        duplicated=0,
        ready_s=0.0,
    ).judged(sound=won == races and not odd)


def _race(scene: Scene, example: Example, name: str, words: list[str]) -> list[tuple[str, Replied]]:
    gate, replies, data = threading.Barrier(len(words)), list[tuple[str, Replied]](), scene.form(example, "")

    def change(text: str) -> None:
        sent = {**data, name: text, "_key": text}
        gate.wait()
        replies.append((text, scene.send(example, sent)))

    threads = [threading.Thread(target=change, args=(text,)) for text in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return replies


def _now(scene: Scene, example: Example, name: str) -> Any:
    reply = scene.browser(example.role).get(scene.path(example.page, example.object))
    return lxml.html.document_fromstring(reply.get_data()).cssselect(f"main [name={name}]")[0].get("value")
