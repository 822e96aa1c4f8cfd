"""Complaints at their edges: what cannot be, an emergency, and a long list."""

from datetime import timedelta

import pytest
from complaints.scene import ANSWER, SAID, SUPPORT, TOLD, Scene, parts, unfiltered

from lms.complaints import queries, rules
from lms.complaints.models import Complaint, Source
from lms.core import clock


@pytest.mark.on("sqlite")
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
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
    monkeypatch.setattr(rules, "day_problem", lambda _came_in, _today: None)
    scene.at("hr").submit(scene.about, {**late, "owner": str(scene.story.people["hr"])})  # a planted fault is seen


@pytest.mark.on("sqlite")
def test_in_an_emergency_there_is_what_they_were_told(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the ordinary means of an emergency: what the person reads, and that it was read."""
    why = {"reason": "His sister rang, and is afraid for him. Whom do we call?"}
    for who, there in (("t6", True), ("t4", False)):
        opened = scene.at("admin").submit(f"/admin/people/{scene.story.people[who]}/emergency", why).location
        record = scene.at("admin").get(opened).text
        assert ("two calls in one evening were too many" in record) is there
        assert ("A complaint about your work" in record) is there
        assert "asked to be left alone" not in record
        assert "one patient in front of another" not in record
    hidden = queries._own
    monkeypatch.setattr(queries, "_own", lambda person_id: unfiltered(hidden(person_id)))
    assert "A complaint about your work" in scene.at("admin").get(opened).text, "a planted fault is seen"


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
