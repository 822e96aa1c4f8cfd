"""Holding a placement: until a day, without why, and without learning."""

import re
from datetime import timedelta

import pytest
from access.objects import objects_of
from complaints.scene import WHY_WAIT, Scene, parts
from drills.twice.examples import filled
from sealed.typing_in import Typist

from lms.complaints import rules
from lms.core import clock
from lms.core.text import day
from lms.employment import gates
from lms.employment.services import starts


def on_hold(scene: Scene) -> list[str]:
    """Who reads on the board that she is on hold, and until when."""
    until = f"On hold until {day(clock.today() + timedelta(days=14))}"
    return [who for who in ("manager", "hr2", "lead") if until in scene.at(who).get("/start").text]


def test_the_placement_waits_and_nobody_reads_why(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    place = scene.told()
    scene.hold(place)
    assert on_hold(scene) == ["manager", "hr2", "lead"]
    for who in ("manager", "hr2", "lead"):
        page = scene.at(who).get(scene.start)
        assert page.all("main .nhsuk-tag")[0] == "On hold"
        for words in ("omplaint", "zq"):
            assert words not in page.one("main"), who
            assert words not in scene.at(who).get("/start").one("main"), who
    refused = scene.at("hr2").post(f"{scene.start}/confirm", {"sure": "y"}, status=422)
    assert "Some lines are still to do" in refused.text
    follow = {"reason": "It can.", **parts("ends_on", clock.today() + timedelta(days=9))}
    page = scene.at("hr2").post(f"{scene.start}/follow/on-hold", follow, status=422)
    assert "What is on hold cannot follow later" in page.text
    for path in ("/start/mine", "/"):
        assert "Your placement is on hold until" in scene.at("trainee").get(path).text
    assert WHY_WAIT in scene.at("trainee").get("/account/matters").text
    with clock.frozen(clock.now() + timedelta(days=15)):
        assert scene.later("manager").get(scene.start).all("main .nhsuk-tag")[0] != "On hold", "over after its day"
    scene.at("hr").submit(place, action="/lift")
    assert on_hold(scene) == []
    scene.hold(place)
    scene.close(place, "not-upheld")
    assert on_hold(scene) == [], "lifted with it"
    again = scene.told()
    scene.hold(again)
    scene.close(again, "upheld")
    assert len(on_hold(scene)) == 3, "what follows for the placement is decided apart"
    assert "Put it on hold" not in scene.at("hr").get(place).text
    assert "nothing is left for which" in scene.at("hr").get(f"{place}/hold").text
    monkeypatch.setattr(rules, "LIFTING", frozenset())
    third = scene.told()
    scene.at("hr").submit(again, action="/lift")
    scene.hold(third)
    scene.close(third, "not-upheld")
    assert len(on_hold(scene)) == 3, "a planted fault is seen"


@pytest.mark.on("sqlite")
def test_a_first_day_is_neither_set_nor_begun_meanwhile(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Brendan's checklist is all done, and a complaint about his work was told in the demo."""
    start, place = f"/start/{scene.story.things['start.t6']}", f"/matters/{scene.story.things['complaint']}"
    scene.at("hr2").submit(f"{start}/confirm", {"sure": "y"})
    monday = clock.today() + timedelta(days=7 - clock.today().weekday())
    scene.hold(place)
    assert f"{start}/date" not in scene.at("manager").get(start).attributes("main a", "href")
    waits = "This start is on hold."
    assert waits in scene.at("manager").post(f"{start}/date", parts("day", monday), status=422).text
    scene.at("hr").submit(place, action="/lift")
    scene.at("manager").submit(f"{start}/date", parts("day", monday))
    with clock.frozen(clock.now() + timedelta(days=7)):
        scene.hold(place)
        assert waits in scene.later("manager").post(f"{start}/begun", status=422).text
        monkeypatch.setattr(starts, "expect_no_hold", lambda _session, _start: None)
        scene.later("manager").post(f"{start}/begun")  # a planted fault is seen


def counted(scene: Scene) -> list[str]:
    """How much of her checklist is done: as the board says it to her manager and to HR, and her own page to her."""
    hers = f"//tr[.//a[contains(@href, '{scene.start}')]]"
    rows = [html.xpath(hers) for html in (scene.at(who).get("/start").html for who in ("manager", "hr2"))]
    texts = [" ".join(row.text_content().split()) for (row,) in rows] + [scene.at("trainee").get("/start/mine").text]
    return [found for text in texts for found in re.findall(r"\d+ of \d+ (?:lines )?done", text)]


@pytest.mark.on("sqlite")
def test_to_be_on_hold_is_no_task(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what is done nor what there is counts it; that it blocks, the tests above say."""
    before = counted(scene)
    assert before == ["13 of 17 done", "13 of 17 done", "13 of 17 lines done"]
    scene.hold(scene.told())
    assert counted(scene) == before
    assert len(on_hold(scene)) == 3
    monkeypatch.setattr(gates.Checklist, "_tasks", property(lambda one: one.lines))
    assert counted(scene) == ["13 of 18 done", "13 of 18 done", "13 of 18 lines done"], "a planted fault is seen"


@pytest.mark.on("sqlite")
def test_learning_goes_on(scene: Scene) -> None:
    """A step, a piece of evidence, its marks and her areas: all as if nothing were on hold."""
    scene.hold(scene.told())
    her, steps = scene.at("trainee"), re.compile(r"(\d+) of \d+ steps done")
    before = steps.findall(her.get("/learn").text)
    next_step = her.get("/learn").attributes("main a.nhsuk-button", "href")[0]
    while "/done" not in her.get(next_step).reply.text:
        next_step = her.get(next_step).attributes("main a.nhsuk-button", "href")[0]
    her.submit(next_step, action="/done")
    assert her.get("/learn").text != before
    typist = Typist(scene.house, scene.story, objects_of(scene.house, scene.story))
    typist.evidence()
    piece = typist.path("assessments.piece", "trainee_draft").rpartition("/")[2]
    marking = scene.at("assessor").get(f"/marking/{piece}")
    sent = filled(marking.form(), {"strong": "You listened."})
    scene.at("assessor").post(f"/marking/{piece}", sent)
    assert "You listened." in her.get(f"/evidence/{piece}").text
    assert her.get("/areas").all("main h2")
    next_step = her.get("/learn").attributes("main a.nhsuk-button", "href")[0]
    her.submit("/learn", action="/pause")
    assert "/done" not in her.get(next_step).reply.text, "planted: what it would be if learning were held too"
