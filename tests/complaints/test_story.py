"""A complaint placing somebody at fault, from its first word to its outcome: through pages only."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
import sqlalchemy as sa
from complaints.scene import ANSWER, DECISION, REASONS, SAID, SUPPORT, TOLD, WHY_WAIT, Scene, parts, unfiltered

from lms.complaints import queries, rules, services
from lms.core import clock
from lms.core.sealing import Sealed
from lms.core.text import day
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
