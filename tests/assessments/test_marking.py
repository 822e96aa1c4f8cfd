"""What an assessor does: the queue, deciding, saving for later, and what is refused."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from assessments import queries, services, signals
from assessments.models import AreaOutcome, Assessment, Evidence, Look
from assessments.rules.marking import Marks, RatedArea, decision_verdict, may_assess
from assessments.services.waiting import queue_up
from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.errors import Refused, Stale
from lms.core.tables import PAGE
from lms.employment.models import Route, Start
from lms.jobs.models import Job

WHOLE = {
    "criterion_valid": "yes",
    "criterion_sufficient": "yes",
    "rating_A1": "met",
    "rating_A2": "met",
    "strong": "You waited.",
}


def test_queue_is_oldest_first_and_says_how_long(team):
    with clock.frozen(clock.now() - timedelta(days=9)):
        team.offer("ben")
    team.offer("ana")
    team.offer("ana", "P2", send=False)
    page = team.client("mia").get("/marking")
    assert [row.split("marked")[-1].strip() for row in page.all("tbody tr")] == ["9 days", "today"]
    assert "Ben" in page.all("tbody tr")[0]
    # Somebody who is not allocated sees nothing of it.
    assert "Nothing here" in team.client("max").get("/marking").text
    assert "Nothing here" in team.client("mia").get("/marking?state=begun").text
    assert "Ben" in team.client("mia").get("/marking?state=nonsense&after=rubbish").text


def test_decide_and_open_the_next_in_one_press(team):
    first, second = team.offer("ana"), team.offer("ben")
    client = team.client("mia")
    page = client.get(f"/marking/{first}")
    assert "Strong: Waits." in page.text and "I waited." in page.text
    heard = []

    def listen(_sender, **facts):
        heard.append(facts)

    with signals.areas_decided.connected_to(listen):
        done = client.submit(f"/marking/{first}", {**WHOLE, "note_A1": "Long silences."}, button="next")
    assert done.location == f"/marking/{second}"
    assert heard[0]["person_id"] == team.people["ana"]
    assert client.submit(f"/marking/{second}", WHOLE, button="next").location == "/marking"
    assert team.states("ana")["A1"] == "met"
    assert "Decided" in client.get(f"/marking/{first}").text
    assert len(client.get("/marking?state=marked").all("tbody tr")) == 2


def test_a_decision_keeps_what_was_seen(team):
    evidence = team.offer("ana")
    assessment_id = team.decide("mia", evidence, {"A2": "not-yet"})
    with team.house.unit() as session:
        snapshot = session.get_one(Assessment, assessment_id).snapshot
        outcomes = session.scalars(sa.select(AreaOutcome)).all()
        actions = session.scalars(sa.select(AuditEvent.action)).all()
        job = session.scalars(sa.select(Job).filter_by(kind="people.mail")).one()
    assert snapshot["evidence"]["text_sha256"] == hashlib.sha256(b"I waited.").hexdigest()
    assert snapshot["framework"]["number"] == "1.0"
    assert [(area["code"], area["rating"], area["passed"]) for area in snapshot["areas"]] == [
        ("A1", "met", True),
        ("A2", "not-yet", False),
    ]
    assert snapshot["verdict"]["ok"] is True
    assert sorted(outcome.passed for outcome in outcomes) == [False, True]
    assert "evidence.decided" in actions
    assert (job.payload["subject"], job.payload["body"]) == (
        "There is something for you to read",
        "Sign in to read it. There is no hurry.",
    )
    assert job.payload["to"] == str(team.people["ana"])


def test_what_a_decision_lacks_is_said_beside_its_field_and_nothing_is_kept(team):
    evidence = team.offer("ana")
    page = team.client("mia").submit(f"/marking/{evidence}", {"rating_A1": "not-yet"}, status=422)
    assert page.errors == [
        "“Valid” has no answer yet. Answer yes or no.",
        "“Sufficient” has no answer yet. Answer yes or no.",
        "“Boundaries” has no rating yet. Choose one.",
        "Say what is strong: there is always something.",
        "Say what would meet the rest.",
    ]
    assert team.evidence(evidence).state == "submitted"
    with team.house.unit() as session:
        assert session.scalars(sa.select(Assessment)).all() == []


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"rating_A1": "excellent"}, "Choose one of the answers in the list."),
        ({"criterion_valid": "perhaps"}, "Choose one of the answers in the list."),
        (
            {"note_A1": "x" * 1001},
            "“Note about A1” can be at most 1000 characters long. Yours is 1001: shorten it a little.",
        ),
        (
            {"rest": "x" * 20_001},
            "“What would meet the rest” can be at most 20000 characters long. Yours is 20001: shorten it a little.",
        ),
        (
            {"criterion_sufficient": "no"},
            "You answered no to a question about the piece, so at least one area is not met by it yet. Change the answer or a rating.",
        ),
    ],
)
def test_bad_marks_are_refused(team, data, error):
    evidence = team.offer("ana")
    assert error in team.client("mia").submit(f"/marking/{evidence}", {**WHOLE, **data}, status=422).errors
    assert team.evidence(evidence).state == "submitted"


def test_save_for_later_keeps_everything_and_decides_nothing(team):
    evidence = team.offer("ana")
    client = team.client("mia")
    client.submit(f"/marking/{evidence}", {"rating_A1": "met", "strong": "So far good"}, button="later")
    fields = client.get(f"/marking/{evidence}").fields()
    assert (fields["rating_A1"], fields["strong"], fields.get("rating_A2")) == ("met", "So far good", None)
    assert "Being marked" in team.client("ana").get("/evidence").text
    assert "So far good" not in team.client("ana").get(f"/evidence/{evidence}").text
    assert len(client.get("/marking?state=begun").all("tbody tr")) == 1
    client.submit(f"/marking/{evidence}", {"rating_A1": "not-yet"}, button="later")
    client.submit(f"/marking/{evidence}", WHOLE)
    with team.house.unit() as session:
        assert [row.look for row in session.scalars(sa.select(Assessment))] == [Look.TO_LOOK_AT]


def test_another_decided_meanwhile(team):
    evidence = team.offer("ana")
    with team.house.unit() as session:
        team.allocate(session, "ana", "max")
    client = team.client("mia")
    late = {**client.get(f"/marking/{evidence}").fields(), **WHOLE}
    team.decide("max", evidence)
    client.post(f"/marking/{evidence}", late, 409)
    client.post(f"/marking/{evidence}", WHOLE, 409)
    with team.house.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Assessment)) == 1


def test_who_may_not_mark(team):
    evidence = team.offer("ana")
    draft = team.offer("ben", send=False)
    for name in ("max", "ana", "ivo", "lea", "hugh", "mona", "ada", "sol", "tia"):
        status = 404 if name == "max" else 403
        team.client(name).get(f"/marking/{evidence}", status)
        team.client(name).post(f"/marking/{evidence}", WHOLE, status)
    team.client("mia").get(f"/marking/{draft}", 404)
    team.client("mia").get(f"/marking/{uuid4()}", 404)
    with team.house.unit() as session:
        case = queries.marking_case(session, team.actor(session, "mia"), evidence)
        areas = [RatedArea(a.id, a.code, a.title, a.kind, "met") for a in queries.offered_areas(session, evidence)]
        with pytest.raises(Refused, match="your own work"):
            services.decide(session, case=case, marks=Marks({}, areas), by=team.actor(session, "ana"))


def test_optional_and_organisational_areas_are_never_rated(team):
    evidence = team.offer("ana")
    with team.house.unit() as session:
        by = team.actor(session, "mia")
        case = queries.marking_case(session, by, evidence)
        offered = [RatedArea(a.id, a.code, a.title, a.kind, "met") for a in queries.offered_areas(session, evidence)]
        for code in ("B2", "B3"):
            area = team.area(session, code)
            more = [*offered, RatedArea(area.id, area.code, area.title, area.kind, "met")]
            for act in (services.decide, services.save_for_later):
                with pytest.raises(Refused, match="Only core areas are rated"):
                    act(session, case=case, marks=Marks({}, more), by=by)
        hope = team.area(session, "B1")
        other = [RatedArea(hope.id, hope.code, hope.title, hope.kind, "met")]
        with pytest.raises(Refused, match="exactly the areas"):
            services.decide(session, case=case, marks=Marks({}, other), by=by)
    assert team.states("ana")["B2"] == "not-assessed"


def test_a_closed_piece_is_stale_whatever_version_is_sent(team):
    evidence = team.offer("ana")
    team.decide("mia", evidence)
    with team.house.unit() as session:
        by = team.actor(session, "mia")
        case = queries.marking_case(session, by, evidence)
        with pytest.raises(Stale):
            services.save_for_later(session, case=case, marks=Marks({}, []), by=by)


def test_not_this_person_from_the_assessors_side(team):
    evidence = team.offer("ana")
    client = team.client("mia")
    link = client.get(f"/marking/{evidence}").attributes("a[href*=not-this-person]", "href")[0]
    assert "Ana" in client.get(link).text
    team.client("max").get(link, 404)
    client.submit(link)
    client.get(f"/marking/{evidence}", 404)
    assert team.evidence(evidence).state == "submitted"


def test_long_queues_come_in_pages_and_cost_the_same(team):
    with team.house.unit() as session:
        now = clock.now()
        session.add_all(
            Evidence(
                portfolio_id=team.portfolios["ana"],
                title=f"Piece {n:03d}",
                state="submitted",
                submitted_at=now - timedelta(hours=200 - n),
                waiting_since=now - timedelta(hours=200 - n),
            )
            for n in range(PAGE + 5)
        )
        queue_up(session, team.portfolios["ana"])
    client = team.client("mia")
    page = client.get("/marking")
    assert len(page.all("tbody tr")) == PAGE
    assert page.all("tbody tr")[0].startswith("Piece 000")
    assert "2 queries" in page.reply.headers["Server-Timing"]
    more = page.attributes("main p a", "href")[-1]
    assert [row[:9] for row in client.get(more).all("tbody tr")] == [f"Piece {n:03d}" for n in range(PAGE, PAGE + 5)]


def test_rules_of_a_decision_by_hand():
    criteria = [{"code": "valid", "label": "Valid"}]
    scale = [{"code": "no", "pass": False}, {"code": "yes", "pass": True}]
    empty = decision_verdict(Marks({}, []), criteria=criteria, scale=scale)
    assert [line.code for line in empty.reasons] == ["criterion_valid", "strong"]


def test_who_may_assess_by_hand():
    one, two = uuid4(), uuid4()
    assert may_assess(one, trainee_id=two, supporters=[], closed=[]).ok
    assert [r.code for r in may_assess(one, trainee_id=one, supporters=[one], closed=[one]).reasons] == [
        "own",
        "supports",
        "available",
    ]


def test_a_named_supervisor_or_manager_neither_marks_nor_is_offered(team):
    evidence = team.offer("ana")
    for role in ("supervisor_id", "manager_id"):
        with team.house.unit() as session:
            session.execute(sa.delete(Start))
            values = {"person_id": team.people["ana"], "node_id": team.nodes["north"], role: team.people["mia"]}
            values.update(role_title="x", route=next(iter(Route)), hours="x", band="x")
            session.add(Start(**values))
        team.client("mia").get(f"/marking/{evidence}", 404)
        assert "Nothing here" in team.client("mia").get("/marking").text
        with team.house.unit() as session:
            assert team.people["mia"] in queries.supporters_of(session, "", team.people["ana"])
    team.client("mia").get(f"/marking/{team.offer('ben')}", 200)
