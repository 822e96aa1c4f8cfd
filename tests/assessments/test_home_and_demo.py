"""Home cards for each role, the cost of each page, and the demo story."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from assessments import demo, home, queries, services
from assessments.demo import story as telling
from assessments.models import Allocation, Evidence, EvidenceState, Look, Portfolio, Waiting
from lms.core import clock
from lms.core.access import SYSTEM
from lms.people import demo as people_demo
from lms.people import services as people
from lms.people.models import Person
from lms.people.roles import Role
from lms.plugins import Chapter, DemoStory
from lms.testing.factories import make_actor


def cards(team, name):
    with team.house.unit() as session:
        return [
            (str(card.title), str(card.body), card.count) for card in home.cards(session, team.actor(session, name))
        ]


def test_trainee_cards_follow_the_evidence(team):
    assert cards(team, "ana") == [("Next piece: “A first talk”", "Write it or speak it: both count the same.", None)]
    second = team.offer("ana", "P2", send=False)
    assert cards(team, "ana")[0][0] == "Finish “What gives hope”"
    first = team.offer("ana")
    assert cards(team, "ana")[1] == ("Pieces waiting to be marked", "The oldest was sent: today.", 1)
    team.decide("mia", first, {"A1": "not-yet"})
    assert cards(team, "ana") == [("Add to “A first talk”", "What would meet the rest: Say no once.", None)]
    assert team.evidence(second).state == "draft"


def test_nothing_left_to_do(team):
    for code in ("P1", "P2"):
        team.decide("mia", team.offer("ana", code))
    assert cards(team, "ana") == []
    assert "2 of 2 pieces assessed" in team.client("ana").get("/evidence").text
    assert team.client("ana").get("/areas").attributes("[data-verdict]", "data-verdict") == ["ok"]


def test_cards_of_staff(team):
    assert cards(team, "mia") == [("Mark what waits", "Nothing waits for you.", None)]
    with clock.frozen(clock.now() - timedelta(days=3)):
        evidence = team.offer("ana")
    assert cards(team, "mia") == [("Mark what waits", "The oldest came: 3 days.", 1)]
    assert cards(team, "ivo") == [("Look at decisions", "Nothing waits for you.", None)]
    team.decide("mia", evidence)
    assert cards(team, "ivo") == [("Look at decisions", "The oldest came: today.", 1)]
    assert cards(team, "lea") == [("Find assessors", "1 person has no assessor yet.", 1)]
    with team.house.unit() as session:
        team.allocate(session, "sue", "max")
    assert cards(team, "lea") == [("Find assessors", "Everybody who offers evidence has an assessor.", None)]
    for name in ("hugh", "mona", "ada", "sol", "tia"):
        assert cards(team, name) == []


def test_menu(team):
    assert "Evidence" in team.client("ana").get("/evidence").all(".lms-menu a")
    assert {"Marking"} <= set(team.client("mia").get("/marking").all(".lms-menu a"))
    assert "Marking" not in team.client("ana").get("/evidence").all(".lms-menu a")


@pytest.fixture
def told(house, make_story):
    return make_story(house)


@pytest.fixture
def make_story(make_enrolment_for):
    def make(house):
        with house.unit() as session:
            story = DemoStory(today=clock.today(), now=clock.now(), runtime=house.runtime)
            people_demo.tell(session, story, Chapter.HOUSE)
            demo.tell(session, story, Chapter.HOUSE)
            for key in ("trainee", "t2", "t3", "t4", "t5", "t6", "peer1"):
                people.grant(
                    session, person_id=story.people[key], role=Role.TRAINEE, node_id=story.nodes["north"], by=SYSTEM
                )
                enrolment = make_enrolment_for(session, story.people[key], story.nodes["north"])
                services.begin_portfolio(session, enrolment_id=enrolment.id, by=SYSTEM)
            demo.tell(session, story, Chapter.LINE)
            demo.tell(session, story, Chapter.AFTER)
        return story

    return make


def progress(house, story, key):
    with house.unit() as session:
        enrolment_id = queries.own_portfolio(session, story.people[key])[0].enrolment_id
        states = [state.state.value for state in queries.area_states(session, [enrolment_id])[enrolment_id]]
        return queries.core_progress(session, [enrolment_id])[enrolment_id], states


def test_the_story_is_as_told(house, told):
    for key, met in {"trainee": 4, "t2": 28, "t3": 0, "t4": 0, "t5": 0, "t6": 28, "peer1": 28}.items():
        found, states = progress(house, told, key)
        assert (found.met, found.total) == (met, 28), key
        assert ("verified" in states) is (key in ("t6", "peer1"))
    assert progress(house, told, "trainee")[0].not_met.__contains__("Peer groups")
    with house.unit() as session:
        waits = {
            key: queries.marking_backlog(
                session, make_actor(session, house.runtime, session.get_one(Person, told.people[key]))
            ).count
            for key in ("assessor", "assessor2")
        }
        looks = queries.looking_backlog(
            session, make_actor(session, house.runtime, session.get_one(Person, told.people["iqa"]))
        )
        oldest = session.scalar(sa.select(sa.func.min(Evidence.waiting_since)))
        assert session.scalar(sa.select(sa.func.count()).select_from(Portfolio)) == 7
    assert waits == {"assessor": 3, "assessor2": 1}
    assert looks.count == 10
    assert (told.now - oldest).days == 9


def test_every_page_of_the_story_stays_in_budget(house, told):
    def cost(page):
        return int(page.reply.headers["Server-Timing"].split('desc="')[1].split()[0])

    with house.unit() as session:
        mine = session.execute(
            sa.select(Evidence.id, Evidence.state)
            .join(Portfolio)
            .order_by(Evidence.created_at.desc())
            .where(Portfolio.id == queries.own_portfolio(session, told.people["trainee"])[0].id)
        ).all()
        waiting = session.scalars(sa.select(Evidence.id).where(Evidence.way == "recording")).one()
        iqa = make_actor(session, house.runtime, session.get_one(Person, told.people["iqa"]))
        decision = queries.looking_page(session, iqa, look=Look.TO_LOOK_AT).items[0][-2].id
        portfolio = session.scalars(sa.select(Portfolio.id)).first()
    pages = {
        "trainee": [
            "/",
            "/areas",
            "/evidence",
            "/evidence/new?piece=P4",
            *(f"/evidence/{key}" for key, _state in mine),
        ],
        "assessor": ["/", "/marking", "/marking?state=marked", f"/marking/{waiting}"],
        "iqa": ["/", "/quality", "/quality?state=agreed", f"/quality/{decision}"],
        "lead": ["/marking/allocations", f"/marking/allocations/{portfolio}"],
    }
    for key, paths in pages.items():
        client = house.client(UUID(str(told.people[key])))
        for path in paths:
            assert cost(client.get(path)) <= 12, path
    assert {state for _key, state in mine} == {EvidenceState.ASSESSED, EvidenceState.RETURNED, EvidenceState.DRAFT}


def test_somebody_who_was_never_enrolled_is_left_out(house):
    with house.unit() as session:
        story = DemoStory(today=clock.today(), now=clock.now(), runtime=house.runtime)
        people_demo.tell(session, story, Chapter.HOUSE)
        demo.tell(session, story, Chapter.HOUSE)
        demo.tell(session, story, Chapter.LINE)
        assert session.scalar(sa.select(Evidence)) is None


def test_the_story_complains_about_a_broken_framework(house, monkeypatch, tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("kind: framework")
    monkeypatch.setattr(telling, "FRAMEWORK", broken)
    with house.unit() as session:
        story = DemoStory(today=clock.today(), now=clock.now(), runtime=house.runtime)
        with pytest.raises(ValueError, match="slug"):
            demo.tell(session, story, Chapter.HOUSE)
        with pytest.raises(LookupError):
            telling._Stage(session, story)._case(None)


def test_the_queues_repeat_what_evidence_and_allocations_say(house, told):
    with house.unit() as session:
        waits = (
            sa.select(Evidence.id, Allocation.assessor_id, Evidence.waiting_since)
            .join(Allocation, Allocation.portfolio_id == Evidence.portfolio_id)
            .where(Evidence.waiting_since.is_not(None), Allocation.state == "active")
        )
        queued = sa.select(Waiting.evidence_id, Waiting.assessor_id, Waiting.since)
        true, kept = ({tuple(row) for row in session.execute(query)} for query in (waits, queued))
        assert kept == true
        assert len(kept) >= 2
        [(key, assessor, _since), *_rest] = sorted(kept)
        allocation = session.scalars(
            sa.select(Allocation)
            .join(Evidence, Evidence.portfolio_id == Allocation.portfolio_id)
            .where(Evidence.id == key, Allocation.assessor_id == assessor)
        ).one()
        services.not_this_person(session, allocation=allocation, trainee_id=told.people["trainee"])
        true, kept = ({tuple(row) for row in session.execute(query)} for query in (waits, queued))
        assert kept == true
        assert (key, assessor) not in {row[:2] for row in kept}
