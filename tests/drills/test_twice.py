"""Pressed twice, and changed at one moment, in short; and faults that these drills see."""

from collections.abc import Callable
from typing import Any

import pytest
from access.asking import endpoints
from conftest import Told
from drills.report import Line
from drills.twice import examples, races, running
from drills.twice.scene import Scene
from engines import Engine
from flask import Response

from lms.core.web import guard
from lms.testing import House

pytestmark = [pytest.mark.drill, pytest.mark.slow]


@pytest.fixture
def scene(demo_house: House, told: Told, engine: Engine) -> Scene:
    demo_house.app.config["PROPAGATE_EXCEPTIONS"] = False
    return Scene(demo_house, told.story, engine.snapshot)


@pytest.mark.on("sqlite")
def test_every_form_there_is_has_an_example_or_a_reason(scene: Scene) -> None:
    posts = {endpoint for endpoint, method in endpoints(scene.house) if method == "POST"}
    assert posts == {example.endpoint for example in examples.examples()}
    assert set(examples.NOTHING) == {"certificates.verify_form"}
    named = {*examples.ANEW, *examples.RENEWED, *examples.SAYS_SO, *examples.BEFORE, *examples.OTHER, *examples.PAGES}
    assert named <= posts


@pytest.mark.on("sqlite")
def test_pressed_twice_done_once(scene: Scene) -> None:
    line = running.run(scene, running.SIZES["quick"], seed=1)
    assert line.verdict == "pass", line


def pressed(scene: Scene, monkeypatch: pytest.MonkeyPatch, endpoint: str, **written: Any) -> Line:
    """What comes of pressing this form alone."""
    only = [one.saying(written) for one in examples.examples() if one.endpoint == endpoint]
    monkeypatch.setattr(running, "examples", lambda: only)
    return running.run(scene, 10, seed=1)


@pytest.mark.on("sqlite")
def test_the_drill_sees_a_house_that_forgets_what_it_answered(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    with running.forgetful():
        line = pressed(scene, monkeypatch, "modules.answer")
    assert line.duplicated > 0, line
    assert line.caught().verdict == "info"


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("endpoint", "where", "fault"),
    [
        ("people.sign_up", "lms.people.views.door.pressed_before", lambda _session, _actor: False),
        ("people.sign_in", "lms.people.signing_in.form_key", lambda: ""),
    ],
)
def test_the_drill_sees_a_stranger_served_twice(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, endpoint: str, where: str, fault: Callable[..., Any]
) -> None:
    monkeypatch.setattr(where, fault)
    line = pressed(scene, monkeypatch, endpoint)
    assert line.duplicated > 0, line
    assert line.caught().verdict == "info"


@pytest.mark.on("sqlite")
def test_the_drill_sees_a_form_that_changes_nothing_the_first_time(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = pressed(scene, monkeypatch, "people.reading", size="gigantic")
    assert (line.lost, line.duplicated) == (1, 0), line
    assert line.caught().verdict == "info"


def test_whoever_is_second_does_not_replace_the_first(scene: Scene) -> None:
    line = races.run(scene, races.SIZES["quick"], seed=1)
    assert line.verdict == "pass", line


@pytest.mark.on("sqlite")
def test_the_drill_sees_an_update_that_is_lost(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(races, "THINGS", races.THINGS[:1])
    with races.unheeding():
        line = races.run(scene, 2, seed=1)
    assert line.lost > 0, line
    assert line.caught().verdict == "info"


@pytest.mark.on("sqlite")
def test_the_drill_sees_a_loser_whose_words_are_gone(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.compare, "compare_page", lambda _lost: Response("Somebody was first.", 409))
    monkeypatch.setattr(races, "THINGS", races.THINGS[:1])
    line = races.run(scene, 2, seed=1)
    assert line.lost > 0, line
    assert line.caught().verdict == "info"
