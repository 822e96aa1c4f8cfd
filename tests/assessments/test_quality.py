"""The second look, and who marks whose work."""

from uuid import uuid4

import pytest
import sqlalchemy as sa

from assessments import queries, services, signals
from assessments.models import Allocation, Assessment, Look, Portfolio, Verification
from lms.core.errors import Refused, Stale
from lms.people import services as people
from lms.people.roles import Role


def test_agreeing_verifies_what_is_met(team):
    assessment = team.decide("mia", team.offer("ana"), {"A2": "not-yet"})
    client = team.client("ivo")
    assert "1 of 2" in client.get("/quality").text
    page = client.get(f"/quality/{assessment}")
    assert "I waited." in page.text and "note A1" in page.text and "Valid: yes · Sufficient: no" in page.text
    heard = []

    def listen(_sender, **facts):
        heard.append(facts["agreed"])

    with signals.decision_verified.connected_to(listen):
        client.submit(f"/quality/{assessment}", {"comment": "Fair."})
    assert heard == [True]
    assert team.states("ana")["A1"] == "verified"
    assert team.states("ana")["A2"] == "not-yet-met"
    assert "Nothing here" in client.get("/quality").text
    assert "Fair." in client.get(f"/quality/{assessment}").text
    assert "A first talk" in client.get("/quality?state=agreed").text
    assert "Nothing here" in client.get("/quality?state=begun").text
    mine = team.client("ana").get("/evidence")
    assert "Fair." not in mine.text


def test_asking_again_sets_the_decision_aside_until_it_is_made_anew(team):
    evidence = team.offer("ana")
    assessment = team.decide("mia", evidence)
    client = team.client("ivo")
    page = client.submit(f"/quality/{assessment}", button="again", status=422)
    assert page.errors == ["Say what the assessor should look at again."]
    client.submit(f"/quality/{assessment}", {"comment": "Where is A2?"}, button="again")
    assert team.states("ana")["A1"] == "gathering"
    assert "set aside" in team.client("ana").get(f"/evidence/{evidence}").text
    with team.house.unit() as session:
        area = team.area(session, "A1").id
    assert "set aside" in team.client("ana").get(f"/areas/{area}").text
    marking = team.client("mia").get(f"/marking/{evidence}")
    assert "Where is A2?" in marking.text
    # What was written before is still there to change.
    assert marking.fields()["strong"] == "You waited."
    team.decide("mia", evidence, {"A2": "not-yet"})
    assert team.states("ana")["A2"] == "not-yet-met"
    assert "Where is A2?" not in team.client("ana").get(f"/evidence/{evidence}").text
    with team.house.unit() as session:
        looks = session.scalars(sa.select(Assessment.look).order_by(Assessment.created_at)).all()
    assert looks == [Look.ASKED_AGAIN, Look.TO_LOOK_AT]
    assert "0 of 3" in team.client("ana").get("/areas").text or "1 of 3" in team.client("ana").get("/areas").text


def test_nobody_looks_at_their_own_decision_or_where_they_mark(team):
    with team.house.unit() as session:
        for name in ("mia", "max"):
            people.grant(
                session,
                person_id=team.people[name],
                role=Role.IQA,
                node_id=team.nodes["org"],
                by=team.actor(session, "ada"),
            )
        team.allocate(session, "ben", "max")
    own = team.decide("mia", team.offer("ana"))
    beside = team.decide("mia", team.offer("ben"))
    client = team.client("mia")
    assert "Nothing here" in client.get("/quality").text
    client.get(f"/quality/{own}", 404)
    client.post(f"/quality/{own}", {}, 404)
    team.client("max").get(f"/quality/{own}", 200)
    team.client("max").get(f"/quality/{beside}", 404)
    team.client("isa").get(f"/quality/{own}", 404)
    client.get(f"/quality/{uuid4()}", 404)
    with team.house.unit() as session:
        case, assessment = queries.decided_case(session, team.actor(session, "ivo"), own)
        for name in ("mia", "ana"):
            with pytest.raises(Refused, match="Somebody else looks"):
                services.agree(session, case=case, assessment=assessment, comment="", by=team.actor(session, name))


def test_two_quality_assurers_at_once(team):
    assessment = team.decide("mia", team.offer("ana"))
    client = team.client("ivo")
    late = client.get(f"/quality/{assessment}").fields()
    client.submit(f"/quality/{assessment}")
    client.post(f"/quality/{assessment}", {**late, "_key": "late"}, 409)
    with team.house.unit() as session:
        case, row = queries.decided_case(session, team.actor(session, "ivo"), assessment)
        with pytest.raises(Stale):
            services.agree(session, case=case, assessment=row, comment="", by=team.actor(session, "ivo"))
        assert session.scalar(sa.select(sa.func.count()).select_from(Verification)) == 1


def test_a_newer_attempt_is_looked_at_instead(team):
    evidence = team.offer("ana")
    assessment = team.decide("mia", evidence, {"A1": "not-yet"})
    team.client("ana").post(f"/evidence/{evidence}/again", {})
    page = team.client("ivo").submit(f"/quality/{assessment}", {"comment": "Hm"}, button="again", status=422)
    assert page.errors == ["A newer attempt has been begun. Look at the decision about that one instead."]


def test_who_may_not_look(team):
    assessment = team.decide("mia", team.offer("ana"))
    for name in ("ana", "mia", "lea", "hugh", "mona", "ada", "sol", "tia"):
        team.client(name).get("/quality", 403)
        team.client(name).get(f"/quality/{assessment}", 403)


def test_the_lead_allocates(team):
    client = team.client("lea")
    page = client.get("/marking/allocations")
    assert page.attributes("[data-verdict]", "data-verdict") == ["not-yet"]
    assert "1 person has no assessor yet." in page.text
    parts = ["/marking/allocations", "/marking/allocations?show=without"]
    assert page.attributes("main nav a", "href") == parts
    for address in parts:
        assert client.get(address).attributes("main nav a[aria-current]", "href") == [address]
    assert [row.split()[0] for row in client.get("/marking/allocations?show=without").all("tbody tr")] == ["Sue"]
    path = f"/marking/allocations/{team.portfolios['sue']}"
    chosen = client.get(path)
    assert "Max" in chosen.text and "Marks for 2 people now" in chosen.text
    assert client.submit(path, status=422).errors == ["Choose an assessor."]
    assert client.submit(path, {"assessor": str(team.people["hugh"])}, status=422).errors == [
        "Choose one of the answers in the list."
    ]
    client.submit(path, {"assessor": str(team.people["max"])})
    assert client.get("/marking/allocations").attributes("[data-verdict]", "data-verdict") == ["ok"]
    assert "Nobody here" in client.get("/marking/allocations?show=without").text
    assert "Allocated Max" in client.get(path).text


def test_supporters_oneself_and_those_not_available_are_not_offered(team):
    with team.house.unit() as session:
        by = team.actor(session, "ada")
        for name in ("sol", "mona", "ana"):
            people.grant(session, person_id=team.people[name], role=Role.ASSESSOR, node_id=team.nodes["org"], by=by)
        allocation = session.scalars(sa.select(Allocation).filter_by(portfolio_id=team.portfolios["ana"])).one()
        services.not_this_person(session, allocation=allocation, trainee_id=team.people["ana"])
    page = team.client("lea").get(f"/marking/allocations/{team.portfolios['ana']}")
    assert page.all("[data-state=not-available]") == ["Not available"] * 4
    assert page.attributes("input[name=assessor]", "value") == [str(team.people["max"])]
    with team.house.unit() as session:
        portfolio = session.get_one(Portfolio, team.portfolios["ana"])
        supporters = queries.supporters_of(
            session, session.scalars(sa.select(queries_node())).all()[1].path, team.people["ana"]
        ) | {team.people["sol"]}
        for name in ("sol", "ana", "mia"):
            with pytest.raises(Refused, match="not available for this person"):
                services.allocate(
                    session,
                    portfolio=portfolio,
                    trainee_id=team.people["ana"],
                    assessor_id=team.people[name],
                    supporters=supporters,
                    by=team.actor(session, "lea"),
                )
        first = services.allocate(
            session,
            portfolio=portfolio,
            trainee_id=team.people["ana"],
            assessor_id=team.people["max"],
            supporters=(),
            by=team.actor(session, "lea"),
        )
        again = services.allocate(
            session,
            portfolio=portfolio,
            trainee_id=team.people["ana"],
            assessor_id=team.people["max"],
            supporters=(),
            by=team.actor(session, "lea"),
        )
        assert first is again
    with team.house.unit() as session:
        for row in session.scalars(sa.select(Allocation)):
            services.not_this_person(session, allocation=row, trainee_id=team.people["ana"])
    assert (
        "Look for an assessor outside" in team.client("lea").get(f"/marking/allocations/{team.portfolios['ana']}").text
    )


def queries_node():
    from lms.people.models import Node

    return Node


def test_a_lead_elsewhere_sees_only_their_own(team):
    client = team.client("len")
    assert [row.split()[0] for row in client.get("/marking/allocations").all("tbody tr")] == ["Sue"]
    client.get(f"/marking/allocations/{team.portfolios['ana']}", 404)
    client.post(f"/marking/allocations/{team.portfolios['ana']}", {"assessor": str(team.people["max"])}, 404)
    for name in ("ana", "mia", "ivo", "hugh", "mona", "ada"):
        team.client(name).get("/marking/allocations", 403)
        team.client(name).get(f"/marking/allocations/{team.portfolios['ana']}", 403)
