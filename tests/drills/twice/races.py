"""The drill of races: several people change the same thing at one moment. One is first; nobody's words replace theirs."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from unittest import mock

import lxml.html
from drills.report import Line
from drills.twice.examples import Example
from drills.twice.scene import Scene, at_once, furnished, on_each_engine
from engines import Sqlite
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

# The things that carry a version, and the words of each that are written at once.
THINGS = (
    (Example("assessments.piece", "trainee", "trainee_draft", "assessments.piece", {"later": "y"}), "title"),
    (Example("modules.reviewers", "lead", "version_module", "modules.reviewers", {"second": "Somebody else"}), "first"),
    (Example("people.account", "trainee", "", "people.account"), "chosen_name"),
    (Example("assessments.mark", "assessor", "t5_evidence", "assessments.mark", {"later": "y"}), "strong"),
    (Example("recruitment.save_score", "scorer", "a2_application", "recruitment.score", {"later": "y"}), "comment"),
    (Example("modules.reflect", "trainee", "trainee_reflection", "modules.activity"), "p_r1"),
    (Example("recruitment.step", "applicant", "own_step", "recruitment.step"), "chosen_name"),
)
FIRST, LOST = 303, 409
SIZES = {"quick": 12, "full": 2000, "long": 10_000}


def drill(size: str, seed: int) -> Iterator[Line]:
    """A line for each engine, and one for a house whose drafts do not ask what was seen, which has to lose words."""
    for scene in on_each_engine():
        yield run(scene, SIZES[size], seed)
    with furnished(Sqlite()) as scene, unheeding():
        line = run(scene, SIZES["quick"], seed, "drafts that do not ask what was seen")
        yield line.caught() if line.lost else replace(line, verdict="fail")


@contextmanager
def unheeding() -> Iterator[None]:
    """A planted fault: a draft of evidence is saved whatever its form has seen."""
    with mock.patch("assessments.services.drafts.expect_version", lambda _row, _seen: None):
        yield


@dataclass
class Tally:
    """What came of the races."""

    won: int = 0
    refused: int = 0
    overwritten: int = 0
    forgotten: int = 0
    odd: int = 0


def run(scene: Scene, races: int, seed: int, fault: str = "changed at one moment") -> Line:
    """So many races, two to eight people in each."""
    tally = Tally()
    for number in range(races):
        example, name = THINGS[number % len(THINGS)]
        words = [f"Words {seed} {number} of {who}" for who in range(2 + number % 7)]
        _count(tally, _race(scene, example, name, words), _now(scene, example, name))
    print(
        f"{races} races, {tally.refused} came second; {tally.overwritten} written over, "
        f"{tally.forgotten} whose own words were not shown to them, {tally.odd} answered in another way",
        file=sys.stderr,
    )
    return Line(
        engine=scene.house.runtime.database.engine.dialect.name,
        fault=fault,
        seed=seed,
        kills=races,
        in_flight=tally.refused,
        acknowledged=tally.won,
        committed_unacknowledged=0,
        lost=tally.overwritten + tally.forgotten,
        duplicated=0,
        ready_s=0.0,
    ).judged(sound=tally.won == races and not tally.odd)


def _count(tally: Tally, replies: Mapping[str, TestResponse], now: str) -> None:
    first = [text for text, reply in replies.items() if reply.status_code == FIRST]
    lost = {text: reply for text, reply in replies.items() if reply.status_code == LOST}
    tally.won += len(first)
    tally.refused += len(lost)
    tally.odd += len(replies) - len(first) - len(lost)
    tally.forgotten += sum(not _kept(text, reply) for text, reply in lost.items())
    # Each was written over the same version: whoever came second has not seen what the first wrote.
    tally.overwritten += len(first) - 1 if len(first) > 1 else int(now not in first)


def _kept(text: str, reply: TestResponse) -> bool:
    """Whether the loser can send their own words again, as they stand in the form of the page they got."""
    page = lxml.html.document_fromstring(reply.get_data())
    return text in {_said(field) for field in page.cssselect("main form [name]")}


def _said(field: HtmlElement) -> str:
    return str(field.get("value") or field.text or "").strip()


def _race(scene: Scene, example: Example, name: str, words: list[str]) -> Mapping[str, TestResponse]:
    replies, data = dict[str, TestResponse](), scene.form(example, "")

    def change(text: str) -> None:
        replies[text] = scene.answer(example, {**data, name: text, "_key": text})

    at_once([partial(change, text) for text in words])
    return replies


def _now(scene: Scene, example: Example, name: str) -> str:
    reply = scene.browser(example.role).get(scene.path(example.page, example.object))
    return _said(lxml.html.document_fromstring(reply.get_data()).cssselect(f"main [name={name}]")[0])
