"""Whoever is shown what somebody else keeps sealed is noted, in the same breath; and that person can read it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from access.objects import objects_of
from conftest import Told
from sealed.typing_in import Typist
from sealed.watching import noted, untold, watching

from lms.core import clock
from lms.core.access import Access
from lms.core.db import kept
from lms.core.sealing import Look, Sealed
from lms.core.web import looking
from lms.papers.subjects import SUBJECTS
from lms.recruitment.views import deciding
from lms.testing import House

# Who looks where, by hand; and how many they look at there.
LOOKS = [
    ("assessor", "assessments.file", "t5_file"),
    ("assessor", "assessments.mark", "t5_evidence"),
    ("iqa", "assessments.look", "decision"),
    ("hr", "complaints.one", "a_complaint"),
    ("hr", "employment.check", "trainee_check"),
    ("admin", "emergency.record", "own_emergency"),
    ("admin", "emergency.review", "an_emergency"),
    ("hr", "recruitment.review", "a2_application"),
    ("scorer", "recruitment.score", "a2_application"),
    ("admin", "retention.holds", "some_hold"),
]


@pytest.fixture
def typist(demo_house: House, told: Told) -> Typist:
    """The people of the demo at their browsers, and the addresses of their things; nobody has looked yet."""
    demo_house.client(told.story.people["trainee"])  # one of the objects is a session of hers
    made = Typist(demo_house, told.story, objects_of(demo_house, told.story))
    made.check()
    with demo_house.unit() as session:
        session.execute(sa.delete(Look))
    return made


def test_each_look_is_one_row(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    with watching(monkeypatch) as watch:
        for who, endpoint, name in LOOKS:
            for _time in range(2):
                typist.at(who).get(typist.path(endpoint, name))
    assert noted(typist.house) == watch.looks()
    people = typist.story.people
    seen = {
        (viewer, endpoint.removeprefix("lms.")): times for (viewer, _owner, endpoint), times in watch.looks().items()
    }
    assert seen == {(people[who], endpoint): 2 for who, endpoint, _name in LOOKS}


def test_ones_own_is_not_noted(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {"trainee": ["/account/data", "/evidence", "/areas"], "applicant": ["/account/data", "/applications"]}
    with watching(monkeypatch) as watch:
        for who, paths in pages.items():
            for path in paths:
                typist.at(who).get(path)
    assert watch.own > 10
    assert (watch.looks(), noted(typist.house)) == ({}, {})


def test_a_form_that_comes_back_with_an_error_was_a_look_too(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the form is kept, but that they looked is."""
    path = typist.path("employment.check", "trainee_check")
    with watching(monkeypatch) as watch:
        page = typist.at("hr").post(path, {"value": "going-ahead-agreed", "conditions": ""}, status=422)
    assert page.h1
    assert noted(typist.house) == watch.looks()
    assert sum(noted(typist.house).values()) == 1


def test_the_person_reads_who_looked_and_what_for(typist: Typist) -> None:
    mine = typist.at("trainee")
    assert "Nobody has looked yet." in mine.get("/account/access-log").text
    typist.at("hr").get(typist.path("employment.check", "trainee_check"))
    page = mine.get("/account/access-log")
    assert page.h1 == "Who looked at my record"
    assert "Joanne Pike, to run the checks for your start" in page.text
    assert "Nobody has looked yet." in typist.at("t2").get("/account/access-log").text
    assert "/account/access-log" in mine.get("/account").reply.text


def test_a_page_that_does_not_say_that_it_looks_shows_nothing(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    access = deciding.review.__dict__["__access__"]
    view = typist.house.app.view_functions["lms.recruitment.review"]
    monkeypatch.setitem(view.__dict__, "__access__", Access(access.permission, access.mode))
    with pytest.raises(looking.Unnoted, match=r"lms\.recruitment\.review shows sealed words of somebody else"):
        typist.at("hr").get(typist.path("recruitment.review", "a2_application"))


def test_a_look_that_is_not_noted_is_noticed(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the counting is worth."""
    monkeypatch.setattr(looking, "note_looks", lambda *_arguments, **_more: None)
    with watching(monkeypatch) as watch:
        typist.at("hr").get(typist.path("recruitment.review", "a2_application"))
    assert sum(watch.looks().values()) == 1
    assert noted(typist.house) != watch.looks()


@pytest.mark.on("sqlite")  # what a notice says does not depend on the engine
def test_the_privacy_notice_names_whoever_looks(typist: Typist) -> None:
    for who, endpoint, name in LOOKS:
        typist.at(who).get(typist.path(endpoint, name))
    assert untold(typist.house, SUBJECTS) == set()
    story = replace(SUBJECTS[kept.STORY], permissions=("recruitment:score", "emergency:open"))
    silent = untold(typist.house, {**SUBJECTS, kept.STORY: story})
    assert silent == {("lms.recruitment.review", "lms_application_answer.text")}, (
        "a notice that leaves out HR is noticed"
    )


def test_a_player_that_asks_for_part_after_part_looks_once(typist: Typist) -> None:
    """One look goes on for ten minutes; whoever saves the file, or comes back later, looks again."""
    path, assessor = typist.path("assessments.file", "t5_file"), typist.at("assessor")

    def looks() -> int:
        return sum(noted(typist.house).values())

    now = clock.now()
    with clock.frozen(now):
        for start in range(0, 5_000, 500):
            assessor.get(path, 206, headers={"Range": f"bytes={start}-{start + 99}"})
    assert looks() == 1
    with clock.frozen(now + timedelta(minutes=9)):
        assessor.get(path, 206, headers={"Range": "bytes=9000-"})
        assert looks() == 1
        assessor.get(f"{path}?save")
        assert looks() == 2
        typist.at("t5").get(path, 206, headers={"Range": "bytes=0-"})
        assert looks() == 2, "one's own is not noted"
    with clock.frozen(now + timedelta(minutes=20)):
        assessor.get(path, 206, headers={"Range": "bytes=0-"})
    assert looks() == 3
    assert "Tom Ashworth, to look at what you sent as evidence" in typist.at("t5").get("/account/access-log").text


def test_parts_of_which_each_is_a_look_are_noticed(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: nobody asks what was noted a moment ago."""
    monkeypatch.setattr(looking, "not_lately", lambda _session, opened, **_look: opened)
    for start in (0, 500, 1000):
        path = typist.path("assessments.file", "t5_file")
        typist.at("assessor").get(path, 206, headers={"Range": f"bytes={start}-"})
    assert sum(noted(typist.house).values()) == 3


def test_a_page_that_only_names_a_file_opens_no_key(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {"trainee": ["/evidence", "/areas"], "t5": ["/evidence"], "assessor": ["/marking"], "iqa": ["/quality"]}
    opened: list[str] = []
    get = Sealed.__get__

    def heard(self: Sealed[Any], row: Any, model: Any) -> Any:
        opened.extend([self.name] if row is not None else [])
        return get(self, row, model)

    monkeypatch.setattr(Sealed, "__get__", heard)
    for who, paths in pages.items():
        for path in paths:
            typist.at(who).get(path)
    typist.at("assessor").get(typist.path("assessments.mark", "t5_file"))
    assert "text" in opened, "the listening is worth something"
    assert "key" not in opened
    typist.at("t5").get(typist.path("assessments.file", "t5_file"))
    assert "key" in opened
