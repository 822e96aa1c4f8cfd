"""Who may read what: private answers, other people's points, other people's applications."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from recruitment.trust import NOW, SECRET, Trust

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.errors import Refused
from lms.recruitment import queries, services
from lms.recruitment.models import Decision, DecisionKind, FeedbackWay, PanelAbsence


def reads(trust: Trust) -> list[tuple[object, object]]:
    with trust.house.unit() as session:
        query = sa.select(AuditEvent).where(AuditEvent.action == "application.private-answers-read")
        return [(one.actor_id, one.about_id) for one in session.scalars(query)]


def test_a_private_answer_is_read_by_the_applicant_and_the_panel_only(trust: Trust) -> None:
    trust.send("ana")
    assert SECRET in trust.client("ana").get(trust.path("ana")).text
    assert reads(trust) == []
    assert SECRET in trust.client("denise").get(trust.path("ana", "/score")).text
    assert reads(trust) == [(trust.people["denise"], trust.people["ana"])]
    hr = trust.client("hr")
    for rest in ("/review", "/write/not-this-time"):
        assert SECRET not in hr.get(trust.path("ana", rest)).text
    review = hr.get(trust.path("ana", "/review")).text
    assert "Open words on why." in review
    assert "is private: only the named scorers read it" in review
    assert SECRET not in hr.get(f"/posts/{trust.post_id}/desk").text


@pytest.mark.parametrize(
    ("who", "score", "review", "own"),
    [
        ("ben", 403, 403, 404),
        ("hr", 403, 200, 403),
        ("hr2", 403, 404, 403),
        ("admin", 403, 403, 403),
        ("third", 404, 403, 403),
        ("far", 404, 403, 403),
        ("denise", 200, 403, 403),
        ("ana", 403, 403, 200),
    ],
)
def test_each_person_opens_only_their_own_side(trust: Trust, who: str, score: int, review: int, own: int) -> None:
    trust.send("ana")
    client = trust.client(who)
    client.get(trust.path("ana", "/score"), status=score)
    client.get(trust.path("ana", "/review"), status=review)
    client.get(trust.path("ana"), status=own)


def test_nobody_changes_anothers_application(trust: Trust) -> None:
    trust.draft("ana")
    ben, hr = trust.client("ben"), trust.client("hr")
    for rest in ("/withdraw", "/accept", "/decline", "/feedback", "/why", "/answers/lived-experience/close"):
        ben.post(trust.path("ana", rest), {"text": "x"}, status=404)
    hr.get(trust.path("ana", "/review"), status=404)
    hr2 = trust.client("hr2")
    for rest in ("/desk", "/edit", "/panel"):
        hr2.get(f"/posts/{trust.post_id}{rest}", status=404)
    hr2.post(f"/posts/{trust.post_id}/close", status=404)
    trust.house.client().get("/applications", status=302)


def test_hr_never_recruits_themselves(trust: Trust) -> None:
    with trust.house.unit() as session:
        from lms.core.access import SYSTEM
        from lms.people import services as people
        from lms.people.roles import Role

        people.grant(session, person_id=trust.people["hr"], role=Role.APPLICANT, node_id=trust.team_id, by=SYSTEM)
        people.grant(session, person_id=trust.people["denise"], role=Role.APPLICANT, node_id=trust.team_id, by=SYSTEM)
    trust.send("hr")
    trust.send("denise")
    hr = trust.client("hr")
    hr.get(trust.path("hr", "/review"), status=404)
    assert hr.get("/applications").all("h2")[0] == "Yours"
    trust.client("denise").get(trust.path("denise", "/score"), status=404)
    assert hr.get(trust.path("denise", "/review")).all("main ul.nhsuk-list li") == ["Farah Still to score"]


def test_points_are_hidden_until_everybody_has_sent_theirs(trust: Trust) -> None:
    trust.send("ana")
    high = dict.fromkeys((f"c{n}" for n in range(1, 10)), 3)
    trust.score("ana", "denise", high, "Denise’s private thought")
    farah, denise, hr = trust.client("farah"), trust.client("denise"), trust.client("hr")
    before = farah.get(trust.path("ana", "/score"))
    assert "Denise’s private thought" not in before.text
    assert before.all("table") == []
    assert "Points side by side" not in hr.get(trust.path("ana", "/review")).text
    mine = denise.get(trust.path("ana", "/score"))
    assert "You see the others’ once everybody has scored" in mine.text
    assert mine.all("table") == []
    trust.score("ana", "farah", {**high, "c1": 0, "c2": 2}, "Farah’s thought")
    after = denise.get(trust.path("ana", "/score"))
    assert "Denise’s private thought" in after.text
    assert "Farah’s thought" in after.text
    rows = after.all("tbody tr")
    assert rows[0].endswith("Worth a talk")
    assert rows[-1].startswith("In all2723")
    review = hr.get(trust.path("ana", "/review"))
    assert "Points side by side" in review.text
    assert "Farah’s thought" not in review.text


def test_a_third_scorer_stays_blind_when_two_are_in(trust: Trust) -> None:
    with trust.house.unit() as session:
        hr = trust.actor(session, "hr")
        place = queries.managed_post(session, hr, trust.post_id)
        assert place is not None
        person = trust.people["third"]
        services.name_member(session, place=place, person_id=person, lived_experience=False, by=hr)
    trust.send("ana")
    trust.score("ana", "denise")
    trust.score("ana", "farah")
    assert trust.client("third").get(trust.path("ana", "/score")).all("table") == []
    assert trust.client("farah").get(trust.path("ana", "/score")).all("table") == []
    hr_client = trust.client("hr")
    assert "Points side by side" not in hr_client.get(trust.path("ana", "/review")).text
    hr_client.post(trust.path("ana", "/shortlist"))
    assert "Points side by side" in hr_client.get(trust.path("ana", "/review")).text
    third = trust.client("third").get(trust.path("ana", "/score"))
    assert third.all("table") == []
    assert third.all("form[action$='/score']") == []


def test_points_are_fixed_once_sent_and_closed_once_hr_moves_on(trust: Trust) -> None:
    trust.send("ana")
    trust.score("ana", "denise")
    with pytest.raises(Refused, match="fixed"):
        trust.score("ana", "denise")
    trust.score("ana", "farah")
    trust.as_hr("ana", services.shortlist)
    with pytest.raises(Refused, match="moved on"):
        trust.score("ana", "farah")


def test_a_closed_answer_closes_for_the_panel_and_scores_stay(trust: Trust) -> None:
    trust.send("ana")
    trust.score("ana", "denise")
    ana, denise = trust.client("ana"), trust.client("denise")
    close = trust.path("ana", "/answers/lived-experience/close")
    ana.submit(close)
    ana.post(close, status=422)
    assert ana.get(close, status=303).location == trust.path("ana")
    ana.get(trust.path("ana", "/answers/why/close"), status=404)
    trust.draft("ben")
    trust.client("ben").post(trust.path("ben", "/answers/lived-experience/close"), status=422)
    page = denise.get(trust.path("ana", "/score"))
    assert SECRET not in page.text
    assert "This answer is closed" in page.text
    assert reads(trust) == []
    assert SECRET in ana.get(trust.path("ana")).text
    assert SECRET not in trust.client("farah").get(trust.path("ana", "/score")).text
    with trust.house.unit() as session:
        assert len(queries.scores_of(session, trust.case(session, "ana").application)) == 1


def test_private_answers_close_when_decision_and_feedback_are_done(trust: Trust) -> None:
    trust.interviewed("ana")
    denise = trust.client("denise")
    assert SECRET in denise.get(trust.path("ana", "/score")).text
    trust.as_hr("ana", services.not_this_time, letter="Kind words.")
    assert SECRET in denise.get(trust.path("ana", "/score")).text
    with clock.frozen(NOW + timedelta(days=28)):
        denise = trust.client("denise")  # signed in anew after so long
        assert SECRET not in denise.get(trust.path("ana", "/score")).text
    with trust.house.unit() as session:
        case, by = trust.case(session, "ana"), trust.actor(session, "ana")
        services.ask_for_feedback(session, case=case, way=FeedbackWay.CALL, by=by)
    with clock.frozen(NOW + timedelta(days=28)):
        assert SECRET in denise.get(trust.path("ana", "/score")).text
    trust.as_hr("ana", services.feedback_given)
    assert SECRET not in denise.get(trust.path("ana", "/score")).text


def test_not_this_person_keeps_neither_name_nor_reason(trust: Trust) -> None:
    trust.send("ana")
    trust.score("ana", "farah")
    ana = trust.client("ana")
    links = ana.get(trust.path("ana")).attributes("a[href*='not-this-person']", "href")
    assert len(links) == 2
    ana.submit(links[1])
    ana.submit(links[0])
    ana.post(links[0])
    assert ana.get(trust.path("ana")).all("a[href*='not-this-person']") == []
    trust.client("farah").get(trust.path("ana", "/score"), status=404)
    review = trust.client("hr").get(trust.path("ana", "/review"))
    assert review.all("main ul.nhsuk-list li") == ["Denise Not available", "Farah Not available"]
    assert "HR: name another scorer" in review.text
    with trust.house.unit() as session:
        assert set(PanelAbsence.__table__.columns.keys()) == {
            "id",
            "version",
            "created_at",
            "application_id",
            "member_id",
        }
        rows = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "panel.not-available")).all()
        assert [(row.actor_id, row.details) for row in rows] == [(None, {}), (None, {})]


def test_a_scorer_steps_back(trust: Trust) -> None:
    trust.send("ana")
    denise = trust.client("denise")
    denise.submit(trust.path("ana", "/step-back"))
    denise.get(trust.path("ana", "/score"), status=404)
    assert "Nothing waits for you" in denise.get("/applications/scoring").text


def test_not_this_person_is_for_this_panel_and_before_deciding(trust: Trust) -> None:
    trust.interviewed("ana")
    with trust.house.unit() as session:
        member = queries.seats_named(session, trust.post_id, trust.people["denise"])
        assert member is not None
        member_id = member.id
    ana = trust.client("ana")
    assert ana.get(trust.path("ana", f"/not-this-person/{member_id}"), status=303).location == trust.path("ana")
    ana.get(trust.path("ana", f"/not-this-person/{trust.people['denise']}"), status=404)


def test_a_decision_is_never_changed(trust: Trust) -> None:
    trust.interviewed("ana")
    with pytest.raises(RuntimeError, match="never changed"), trust.house.unit() as session:
        decision = session.scalars(sa.select(Decision).limit(1)).one()
        decision.letter = "Something else"
        session.flush()


def test_a_snapshot_keeps_what_was_seen(trust: Trust) -> None:
    trust.interviewed("ana")
    with trust.house.unit() as session:
        found = queries.decisions_of(session, trust.case(session, "ana").application.id)
        [decision] = [one for one in found if one.kind is DecisionKind.SHORTLISTED]
        assert decision.snapshot["verdict"]["ok"] is True
        assert [score["points"]["c1"] for score in decision.snapshot["scores"]] == [2, 2]
        assert sorted(score["lived_experience"] for score in decision.snapshot["scores"]) == [False, True]
