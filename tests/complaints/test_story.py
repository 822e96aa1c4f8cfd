"""A complaint placing somebody at fault, from its first word to its outcome: through pages only."""

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
import sqlalchemy as sa
from access.objects import objects_of
from complaints.scene import ANSWER, DECISION, REASONS, SAID, SUPPORT, TOLD, WHY_WAIT, Scene, parts
from drills.twice.examples import filled
from sealed.typing_in import Typist

from lms.complaints import queries, rules, services
from lms.complaints.models import Complaint, Source
from lms.core import clock
from lms.core.sealing import Sealed
from lms.core.text import day
from lms.employment.services import starts
from lms.jobs.models import Job
from lms.privacy import copying, whose

NOT_NEWS = {"copy"}  # it says when it was taken, and how often before


def differing(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    return {path for path in before if before[path] != after[path]} - NOT_NEWS


def test_only_its_owner_reads_it(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    place = scene.written()
    page = scene.at("hr").get(place)
    assert SAID in page.text
    assert "Somebody who is or was supported" in page.text
    assert "Ruth Abara on" in page.text
    assert "Complaints 3" in scene.at("hr").get("/").text, "the two of the demo, and this one"
    assert scene.links("lead") == {}, "nor whoever wrote it down"
    scene.at("lead").get(place, status=404)
    scene.at("hr2").get(place, status=404)
    for who in ("admin", "manager", "trainee"):
        scene.at(who).get(place, status=403)
    hers = f"/admin/people/{scene.story.people['trainee']}"
    for who, path in (
        ("admin", "/admin/audit?about=Si%C3%A2n"),
        ("admin", hers),
        ("hr2", scene.start),
    ):
        text = scene.at(who).get(path).one("main")
        assert "omplaint" not in text, path
        assert "in confidence" not in text, path
    everything = scene.at("admin").get("/admin/audit").one("main")
    assert "Ruth Abara wrote something down in confidence." in everything, "that is all an administrator reads"
    assert "omplaint" not in everything
    anybodys = queries._kept
    monkeypatch.setattr(queries, "_kept", lambda actor: without_the_owner(anybodys(actor)))
    assert SAID in scene.at("hr2").get(place).text, "a planted fault is seen"


def without_the_owner(query: sa.Select) -> sa.Select:
    """The same without its first condition: whose it is to look after."""
    query = query.where()
    query._where_criteria = query._where_criteria[1:]
    return query


@pytest.mark.on("sqlite")  # what pages say does not depend on the engine
def test_nothing_of_hers_gives_it_away_before_she_is_told(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page of hers, and all that she can take away, word for word as before; and three planted faults."""
    scene.copy()  # that she has taken one is news on some pages
    before = scene.hers()
    place = scene.written()
    for _time in range(2):
        assert SAID in scene.at("hr").get(place).text
    scene.at("hr").post(f"{place}/hold", {"reason": WHY_WAIT, **parts("review_on", clock.today())}, status=422)
    scene.at("hr").post(f"{place}/close", {"outcome": "upheld", "decision": DECISION, "reasons": REASONS}, status=422)
    after = scene.hers()
    assert differing(before, after) == set()
    assert len(before) == 14
    for word in (b"omplaint", b'"matter"', b"complaints.one", b"zqsaid"):
        assert word not in after["copy"], word
    hidden = queries._own
    monkeypatch.setattr(queries, "_own", lambda person_id: unfiltered(hidden(person_id)))
    assert differing(before, scene.hers()) == {
        "/account/data",
        "/account/data.json",
        "/account/matters",
    }
    monkeypatch.undo()
    monkeypatch.setattr(copying, "told", whose.about)
    assert b'"matter"' in scene.hers()["copy"]
    monkeypatch.setattr(Sealed, "_untold", lambda _field, _row: False)
    scene.at("hr").get(place)
    assert differing(before, scene.hers()) == {"/account/access-log"}


def unfiltered(query: sa.Select) -> sa.Select:
    """The same without its last condition: that she was told."""
    query = query.where()
    query._where_criteria = query._where_criteria[:-1]
    return query


def test_told_she_reads_it_answers_and_sees_who_looked_before(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    place = scene.written()
    with clock.frozen(clock.now() - timedelta(days=3)):
        scene.at("hr").get(place)
    assert "to look after a complaint" not in scene.at("trainee").get("/account/access-log").text
    scene.at("hr").submit(f"{place}/tell", {"told": TOLD, "support": SUPPORT})
    home = scene.at("trainee").get("/")
    assert "A complaint about your work" in home.text
    assert "/account/matters" in home.attributes("main a", "href")
    mine = scene.at("trainee").get("/account/matters")
    assert TOLD in mine.text
    assert SUPPORT in mine.text
    assert "Joanne Pike" in mine.text
    assert SAID not in mine.text
    log = scene.at("trainee").get("/account/access-log")
    assert "Joanne Pike, to look after a complaint" in log.text
    assert day(clock.today() - timedelta(days=3)) in log.all("main h2"), "on the day on which they did"
    (answer,) = (link for link in mine.attributes("main a", "href") if link.startswith("/account/matters/"))
    scene.at("trainee").submit(answer, {"answer": ANSWER})
    assert ANSWER in scene.at("hr").get(place).text
    assert ANSWER in scene.at("trainee").get("/account/data").text
    copy = scene.copy().decode()
    assert all(words in copy for words in (TOLD, SUPPORT, ANSWER))
    assert SAID not in copy
    seen = scene.at("trainee").get("/account/access-log").text.count("to look after a complaint")
    mails = [row for row in jobs(scene) if row["to"] == str(scene.story.people["trainee"])]
    assert "omplaint" not in str(mails)
    assert mails[-1]["path"] == "/account/matters"
    scene.close(place, "withdrawn")
    monkeypatch.setattr(services, "show_looks", lambda _session, _row_id: None)
    again = scene.written()
    scene.at("hr").get(again)
    scene.at("hr").submit(f"{again}/tell", {"told": TOLD, "support": SUPPORT})
    log = scene.at("trainee").get("/account/access-log").text
    assert log.count("to look after a complaint") == seen, "planted: nothing tells her of the look before she was told"


def jobs(scene: Scene) -> list[dict[str, str]]:
    with scene.house.unit() as session:
        return list(session.scalars(sa.select(Job.payload).where(Job.kind == "people.mail").order_by(Job.created_at)))


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


def test_closed_its_words_are_shut_and_open_again_for_a_reason(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    place = scene.told()
    scene.close(place, "not-upheld")
    page = scene.at("hr").get(place)
    assert "its words are shut" in page.text
    assert not [word for word in (SAID, TOLD, DECISION, REASONS) if word in page.text]
    assert scene.links("hr", "/matters?state=closed") == {"Siân Ŵyn": place}
    mine = scene.at("trainee").get("/account/matters").text
    assert "Not upheld. Nothing follows from it" in mine
    assert DECISION in mine
    assert REASONS not in mine
    assert REASONS not in scene.copy().decode()
    scene.at("hr").submit(f"{place}/again", {"why": ""}, status=422)
    scene.at("hr").submit(f"{place}/again", {"why": "claim"})
    assert REASONS in scene.at("hr").get(place).text
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        assert REASONS not in scene.at("hr").get(place).text
        with monkeypatch.context() as planted:
            planted.setattr(rules, "is_open", lambda _complaint, _now: True)
            assert REASONS in scene.at("hr").get(place).text, "a planted fault is seen"
    with clock.frozen(clock.now() + timedelta(days=15)):
        assert "A complaint about your work" not in scene.later("trainee").get("/").one("main"), "news for a fortnight"


def test_handed_over_it_is_the_other_ones(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    place = scene.written()
    hr2 = str(scene.story.people["hr2"])
    offered = scene.at("hr").get(f"{place}/owner").all("select option")
    assert {"Martin Cole", "Ruth Abara"} <= set(offered)
    assert "Siân Ŵyn" not in offered
    scene.at("hr").submit(f"{place}/owner", {"owner": str(scene.story.people["trainee"])}, status=422)
    scene.at("hr").submit(f"{place}/owner", {"owner": hr2})
    scene.at("hr").get(place, status=404)
    assert SAID in scene.at("hr2").get(place).text
    monkeypatch.setattr(services, "record", lambda _session, **_said: None)
    scene.at("hr2").submit(f"{place}/owner", {"owner": str(scene.story.people["lead"])})
    trail = scene.at("admin").get(f"/admin/audit/{place.rpartition('/')[2]}")
    assert [
        line.partition(": ")[2] for line in trail.all("main ol li")
    ] == [  # but for the last, whose row was planted away
        "Ruth Abara wrote something down in confidence.",
        "Joanne Pike handed over something kept in confidence.",
    ]


@pytest.mark.on("sqlite")
def test_what_nobody_reads_any_more_somebody_takes_over(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    place = scene.written(owner="hr2")
    assert "nobody who looks after it" not in scene.at("hr").get("/matters").text
    role = scene.at("admin").get(f"/admin/people/{scene.story.people['hr2']}")
    (ending,) = (one for one in role.attributes("main form", "action") if one.endswith("/end"))
    scene.at("admin").post(ending)
    with clock.frozen(clock.now() + timedelta(days=1)):
        page = scene.at("hr").get("/matters")
        assert "nobody who looks after it" in page.text
        assert "Siân" not in page.one("main"), "about whom, one reads once one does"
        with monkeypatch.context() as planted:
            planted.setattr(queries, "live", sa.true)
            assert "nobody who looks after it" not in scene.at("hr").get("/matters").text, "a planted fault is seen"
        scene.at("hr").get(place, status=404)
        scene.at("hr").submit("/matters", action="/take")
        assert SAID in scene.at("hr").get(place).text
        scene.at("lead").post(f"{place}/take", status=404)


@pytest.mark.on("sqlite")
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(scene: Scene) -> None:
    late = {**parts("came_in", clock.today() + timedelta(days=1)), "said": SAID, "source": "other"}
    page = scene.at("hr").submit(scene.about, late, status=422)
    assert page.errors == ["This day is still to come. Enter the day on which it came in."]
    assert SAID in page.text
    empty = scene.at("hr").submit(scene.about, {"owner": ""}, status=422)
    assert empty.errors[1:] == [
        "Choose one answer for “From whom?”.", "Write down what was said.", "Choose who looks after it.",
    ]  # fmt: skip
    place = scene.written()
    for step in ("hold", "close"):
        assert "Tell them first" in scene.at("hr").get(f"{place}/{step}").text
    scene.at("hr").submit(f"{place}/tell", {"told": TOLD, "support": SUPPORT})
    for days, says in ((0, "Enter a day after today"), (29, "within 20 working days")):
        assert says in scene.hold(place, days, status=422).text
    long = scene.at("hr").submit(f"{place}/close", {"reasons": "x" * 10_001}, status=422)
    assert "“Your reasons” can be at most 10000 characters long." in long.text
    again = scene.at("hr").post(f"{place}/tell", {"told": "Other words.", "support": SUPPORT}, status=422)
    assert "They have been told already." in again.text
    scene.close(place, "withdrawn")
    mine = place.replace("/matters", "/account/matters")
    closed = scene.at("trainee").post(mine, {"answer": ANSWER}, status=422)
    assert "your answer stays as it is" in closed.text
    assert scene.at("hr").get("/matters/new?q=nobody+of+this+name").all(".lms-empty")


def test_the_same_person_is_not_the_owner_of_a_complaint_about_themselves(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Siân is in HR too, and finds neither herself to write about, nor what is about her."""
    hers = f"/admin/people/{scene.story.people['trainee']}"
    role = {"role": "hr", "node": str(scene.story.nodes["org"])}
    scene.at("admin").submit(hers, role, action=hers)
    place = scene.written()
    assert "Siân Ŵyn" not in scene.at("hr").get(scene.about).all("select option")
    scene.at("trainee").get(place, status=404)
    scene.at("trainee").get(scene.about, status=404)
    assert scene.at("trainee").get("/matters").all(".lms-checklist a") == []
    offered = queries.keepers
    monkeypatch.setattr(queries, "keepers", lambda session, node, *, but: offered(session, node, but=[]))
    assert "Siân Ŵyn" in scene.at("hr").get(scene.about).all("select option"), "a planted fault is seen"
    sent = {
        **parts("came_in", clock.today()),
        "said": SAID,
        "source": "other",
        "owner": str(scene.story.people["trainee"]),
    }
    refused = scene.at("hr").submit(scene.about, sent, status=422)
    assert refused.errors == ["Choose somebody in HR, or a programme lead, whom it is not about."], (
        "a second lock holds"
    )


@pytest.mark.on("sqlite")
def test_in_an_emergency_there_is_what_they_were_told(scene: Scene) -> None:
    """By the ordinary means of an emergency: what the person reads, and that it was read."""
    why = {"reason": "His sister rang, and is afraid for him. Whom do we call?"}
    for who, there in (("t6", True), ("t4", False)):
        opened = scene.at("admin").submit(f"/admin/people/{scene.story.people[who]}/emergency", why).location
        record = scene.at("admin").get(opened).text
        assert ("two calls in one evening were too many" in record) is there
        assert "asked to be left alone" not in record
        assert "one patient in front of another" not in record


@pytest.mark.on("sqlite")
def test_a_long_list_goes_on(scene: Scene) -> None:
    people = scene.story.people
    with scene.house.unit() as session:
        ours = {"node_id": scene.story.nodes["org"], "recorder_id": people["hr2"], "owner_id": people["hr2"]}
        for _each in range(51):
            session.add(
                Complaint(
                    person_id=people["t5"], source=Source.OTHER, came_in=clock.today(), told_at=clock.now(), **ours
                )
            )
    page = scene.at("hr2").get("/matters")
    assert len(page.all(".lms-checklist a")) == 50
    assert int(page.reply.headers["Server-Timing"].split('desc="')[1].split()[0]) <= 6
    (more,) = (link for link in page.attributes("main a", "href") if "after=" in link)
    assert len(scene.at("hr2").get(more).all(".lms-checklist a")) == 1
    assert len(scene.at("t5").get("/account/matters").all("main h2")) == 50
