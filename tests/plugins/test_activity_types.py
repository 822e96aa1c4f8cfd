"""A plugin's kind of activity: read from content, shown, answered, completed, counted."""

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from plugins.test_loader import Point, load_with

from lms.core.access import SYSTEM
from lms.core.errors import Refused
from lms.plugins import ActivityFile, ActivityType, hookimpl, loader
from lms.testing import House, make_node, make_person
from lms.testing.house import Template
from modules import kinds as held
from modules import services
from modules.importing import OWN, ContentProblems, read_programme
from modules.kinds import kinds
from modules.models import Activity
from modules.testing import make_enrolment, make_programme, write_programme

PAGE = """{% extends "lms/modules/activity.jinja" %}
{% from "lms/kit.jinja" import submit_form %}
{% block activity %}
<p>{{ view.activity.body.question }}</p>
<p id="so-far">{{ view.extra }}</p>
{% call submit_form(_("Keep"), action=url("modules.done", enrolment_id=view.enrolment.id, module_slug=view.module.slug, activity_slug=view.activity.slug)) %}
<label class="nhsuk-label" for="steps">{{ _("How many?") }}</label><input class="nhsuk-input" id="steps" name="steps">
{% endcall %}
{% endblock %}
"""
FILE = """---
kind: walk
title: A short walk
order: 15
minutes: 10
goal: 2
---
How many rounds did you walk?
"""


def _read(file: ActivityFile) -> Mapping[str, Any]:
    return {"question": file.body, "goal": file.whole("goal", least=1, most=9)}


def _take(_body: Mapping[str, Any], given: Mapping[str, Sequence[str]]) -> str:
    said = given.get("steps", [""])[0]
    if not said.isdigit():
        raise Refused("Write how many rounds, as a number.", field="steps")
    return said


def _rounds(answers: Sequence[str]) -> int:
    return sum(map(int, answers))


WALK = ActivityType(
    "walk",
    "Walk",
    _read,
    "lms/walks/walk.jinja",
    present=lambda body, answers: f"{_rounds(answers)} of {body['goal']} rounds",
    take=_take,
    done=lambda body, answers: _rounds(answers) >= body["goal"],
)


class Walks:
    """A plugin of one kind of activity."""

    peer_lms_api = 1
    package = "walks_plugin"

    def __init__(self, kind: Any = WALK) -> None:
        self.kind = kind

    @hookimpl
    def activity_types(self) -> list[Any]:
        return [self.kind]


@pytest.fixture
def walking(tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house with the plugin, whose package lies in a folder of this test."""
    root = tmp_path / "walks_plugin"
    (root / "templates/lms/walks").mkdir(parents=True)
    (root / "__init__.py").write_text("")
    (root / "templates/lms/walks/walk.jinja").write_text(PAGE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(loader, "entry_points", lambda group: [Point("walks", Walks())])
    house = House(tmp_path / "data", template)
    assert not house.runtime.owner.loaded.disabled  # type: ignore[attr-defined]
    yield house
    house.close()
    sys.modules.pop("walks_plugin", None)


def test_hook_activity_types(walking: House, tmp_path: Path) -> None:
    with walking.unit() as session:
        node, ama = make_node(session), make_person(session, name="Ama")
        make_programme(session, tmp_path, changes=[("01-one/walk.md", "", FILE)])
        enrolment = make_enrolment(session, person_id=ama.id, node_id=node.id)
    at, browser = f"/learn/{enrolment.id}", walking.client(ama)
    assert "0 of 9 steps done" in browser.get("/learn").text  # eight of ours, and the walk
    page = browser.get(f"{at}/one/walk")
    assert page.h1 == "A short walk"
    assert "How many rounds did you walk?" in page.text
    assert page.one("#so-far") == "0 of 2 rounds"
    unread = browser.submit(f"{at}/one/walk", {"steps": "many"}, action="/done", status=422)
    assert unread.errors == ["Write how many rounds, as a number."]
    kept = browser.submit(f"{at}/one/walk", {"steps": "1"}, action="/done")
    assert kept.location == f"{at}/one/walk"
    assert browser.follow(kept).one("#so-far") == "1 of 2 rounds"
    assert "0 of 9 steps done" in browser.get("/learn").text
    enough = browser.submit(f"{at}/one/walk", {"steps": "1"}, action="/done")
    assert enough.location == f"{at}/one/scenario-quiet"
    assert "1 of 9 steps done" in browser.get("/learn").text


def test_what_it_promised_and_does_not_keep_is_not_stored(
    walking: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with walking.unit() as session:
        node, ama = make_node(session), make_person(session)
        make_programme(session, tmp_path, changes=[("01-one/walk.md", "", FILE)])
        row = make_enrolment(session, person_id=ama.id, node_id=node.id)
    walking.client(ama).post(f"/learn/{row.id}/one/quiz/done", {}, status=404)  # a quiz has an address of its own
    with walking.app.app_context():
        wordy = replace(WALK, take=lambda _body, _given: "x" * 41)
        known = dict(kinds())
        assert list(known)[: len(OWN)] == list(OWN)
        known["walk"] = wordy
    monkeypatch.setattr(held, "kinds", lambda: known)
    with walking.unit() as session:
        activity = session.scalars(sa.select(Activity).filter_by(kind="walk")).one()
        with pytest.raises(ValueError, match="promised a text of 40 characters"):
            services.answer(session, enrolment=row, activity=activity, given={"steps": ["1"]}, by=SYSTEM)


def test_without_the_plugin_nobody_is_held_up(walking: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with walking.unit() as session:
        node, ama = make_node(session), make_person(session)
        make_programme(session, tmp_path, changes=[("01-one/walk.md", "", FILE)])
        row = make_enrolment(session, person_id=ama.id, node_id=node.id)
    monkeypatch.setattr(held, "kinds", lambda: OWN)
    browser = walking.client(ama)
    assert "You lose nothing: go on from here." in browser.get(f"/learn/{row.id}/one/walk").text
    browser.submit(f"/learn/{row.id}/one/walk", action="/done")
    assert "1 of 9 steps done" in browser.get("/learn").text


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (None, "kind` is `walk`. Write one of: page, scenario, reflection, quiz, session-plan, easy-read, sources."),
        (replace(WALK, read=lambda _file: 1 / 0), "`walk` cannot read this: ZeroDivisionError: division by zero."),
        (replace(WALK, read=lambda _file: []), "it gave list where a mapping was promised"),
        (replace(WALK, read=lambda _file: {"when": object()}), "Object of type object is not JSON serializable"),
        (WALK, "`goal` is missing. Write a whole number from 1 to 9."),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, kind: ActivityType | None, said: str) -> None:
    place = write_programme(tmp_path)
    (place / "01-one/walk.md").write_text(FILE.replace("goal: 2\n", ""))
    with pytest.raises(ContentProblems) as caught:
        read_programme(place, {**OWN, "walk": kind} if kind else OWN)
    assert [problem for problem in map(str, caught.value.problems) if said in problem and "01-one/walk.md:" in problem]
    shutil.rmtree(place)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("walk", "activity_types gave str where ActivityType was promised"),
        (replace(WALK, kind="quiz"), "It names kinds of activity that are there already: quiz."),
        (replace(WALK, kind="A walk"), "the kind of activity 'A walk' is not made of small letters"),
        (replace(WALK, done=True), "the kind of activity 'walk' has no function done"),
    ],
)
def test_a_kind_that_cannot_be_used_is_not_let_in(monkeypatch: pytest.MonkeyPatch, kind: Any, reason: str) -> None:
    plugin = type("Plain", (Walks,), {"package": None})(kind)
    loaded = load_with(monkeypatch, Point("walks", plugin))
    assert [reason in guest.reason for guest in loaded.disabled] == [True]
