"""Linking something already done: only one's own, only what one chooses, as a copy that stays as it is."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from assessments import queries, services
from assessments.models import Evidence
from lms.audit.models import AuditEvent
from lms.core import trace
from lms.core.access import SYSTEM
from lms.core.errors import Refused
from modules import linkable
from modules import services as learning
from modules.models import Activity, Module, Reflection
from modules.testing import make_enrolment, make_programme

SECRET = "I felt small at first. " * 40 + "Then I asked for a slower pace."


@pytest.fixture
def learners(team, tmp_path):
    """Ana has reflected, tried a scenario twice and a quiz; Ben has reflected; Mia marks both."""
    with team.house.unit() as session:
        make_programme(session, tmp_path)
        first = sa.select(Activity).join(Module, Module.id == Activity.module_id).where(Module.slug == "one")
        acts = {row.kind: row for row in session.scalars(first)}
        for name in ("ana", "ben"):
            row = make_enrolment(session, person_id=team.people[name], node_id=team.nodes["north"])
            portfolio, _version = queries.own_portfolio(session, team.people[name])
            team.portfolios[name] = portfolio.id
            team.allocate(session, name, "mia")
            texts = {"r1": SECRET if name == "ana" else "Only Ben knows."}
            learning.reflect(session, enrolment=row, activity=acts["reflection"], texts=texts, by=SYSTEM)
            if name == "ana":
                for choice in (0, 1):
                    learning.choose(session, enrolment=row, activity=acts["scenario"], choice=choice, by=SYSTEM)
                for answers in ({"0": ["1"], "1": ["2"]}, {"0": ["0"], "1": ["0", "1"]}):
                    learning.answer_quiz(session, enrolment=row, activity=acts["quiz"], answers=answers, by=SYSTEM)
    return team


def addresses(page) -> dict[str, str]:
    """Title → address, of the list to choose from."""
    links = zip(page.all(".lms-checklist a"), page.attributes(".lms-checklist a", "href"), strict=True)
    return {title.rsplit(" ", 1)[0]: address for title, address in links}


def counted(team) -> tuple[int, int]:
    with team.house.unit() as session:
        return tuple(session.scalar(sa.select(sa.func.count()).select_from(table)) for table in (Evidence, AuditEvent))


def test_one_sees_what_one_did_oneself_and_nothing_of_others(learners):
    client = learners.client("ana")
    page = client.get("/evidence/link?piece=P1")
    assert set(addresses(page)) == {"Reflection", "Scenario", "Quiz"}
    assert page.text.count("Only you have read it") == 1
    assert "I felt small at first." in page.text and "slower pace" not in page.text  # its first words
    assert "Only Ben knows" not in page.text
    quiz = client.get(addresses(page)["Quiz"])
    assert quiz.all("main .lms-prose p") == [
        "What does a peer offer first? – Time",
        "What may help somebody settle? – A quiet place – A slow pace",
    ]
    scenario = client.get(addresses(page)["Scenario"])
    assert scenario.all("main .lms-prose p") == ["Somebody is quiet today.", "You sit down", "You wait"]


def test_whoever_did_nothing_yet_reads_where_it_would_appear(team):
    page = team.client("ana").get("/evidence/link")
    assert "What you write and try in your modules appears here." in page.text
    assert "/evidence/new" in page.attributes("main a", "href")


def test_a_reflection_is_linked_by_somebody_who_read_who_will_read_it(learners):
    client, before = learners.client("ana"), counted(learners)
    at = addresses(client.get("/evidence/link?piece=P1"))["Reflection"]
    page = client.get(at)
    assert "So far nobody has read this but you." in page.text
    assert "slower pace" in page.text
    refused = client.submit(at, status=422)
    assert refused.errors == [
        "Tick the box if they may read it. If you would rather keep it to yourself, go back: nothing is linked."
    ]
    assert counted(learners) == before
    linked = client.submit(at, {"shared": "y"})
    draft = client.follow(linked)
    assert "slower pace" in draft.one("[data-linked]")
    assert counted(learners)[0] == before[0] + 1


def test_the_copy_stays_as_it_is_and_is_what_the_assessor_reads(learners):
    client = learners.client("ana")
    path = client.submit(addresses(client.get("/evidence/link?piece=P1"))["Reflection"], {"shared": "y"}).location
    assert "slower pace" not in learners.client("mia").get("/marking").text
    with learners.house.unit() as session:
        for row in session.scalars(sa.select(Reflection)):
            row.text = "Written anew."
    sent = client.submit(path, {"text": "", "authentic": "y", "anonymised": "y"})
    assert sent.location == "/evidence"
    marked = learners.client("mia").get(path.replace("/evidence/", "/marking/"))
    assert "slower pace" in marked.one("[data-linked]")
    assert "Written anew." not in marked.text
    assert "Open the original" not in marked.text  # it is not theirs to open
    own = client.get(path)
    (original,) = own.attributes("[data-linked] a", "href")
    assert client.get(original).h1 == "Reflection one"


def test_another_persons_item_is_not_found_and_nothing_is_written(learners):
    ben = addresses(learners.client("ben").get("/evidence/link"))["Reflection"]
    client, before = learners.client("ana"), counted(learners)
    client.get(ben, 404)
    client.post(ben, {"shared": "y"}, 404)
    client.post("/evidence/link?item=modules:reflection-1", {"shared": "y"}, 404)
    client.post("/evidence/link", {"shared": "y"}, 404)
    assert counted(learners) == before
    theirs = learners.offer("ben", "P2", send=False)
    client.get(f"/evidence/{theirs}/link", 404)
    own = addresses(client.get("/evidence/link"))["Scenario"].partition("?")[2]
    client.post(f"/evidence/{theirs}/link?{own}", {}, 404)
    assert learners.evidence(theirs).linked is None


def test_a_draft_keeps_what_was_typed_when_something_is_linked_and_may_drop_it_again(learners):
    client, draft = learners.client("ana"), learners.offer("ana", send=False)
    chosen = client.submit(f"/evidence/{draft}", {"text": "Typed just now."}, button="link")
    assert chosen.location == f"/evidence/{draft}/link"
    client.submit(addresses(client.get(chosen.location))["Quiz"])
    held = learners.evidence(draft)
    assert (held.text, held.title, held.linked["title"]) == ("Typed just now.", "A first talk", "Quiz one")
    client.submit(addresses(client.get(chosen.location))["Scenario"])
    assert learners.evidence(draft).linked["title"] == "Scenario one"
    client.submit(f"/evidence/{draft}", {"remove_link": "y"}, button="later")
    assert learners.evidence(draft).linked is None


def test_what_was_sent_takes_no_link_and_a_new_attempt_keeps_its_own(learners):
    client = learners.client("ana")
    path = client.submit(addresses(client.get("/evidence/link?piece=P1"))["Quiz"]).location
    client.submit(path, {"authentic": "y", "anonymised": "y"})
    assert client.get(f"{path}/link", 303).location == path
    own = addresses(client.get("/evidence/link"))["Scenario"].partition("?")[2]
    assert client.post(f"{path}/link?{own}", {}, 422).errors
    assert client.get("/evidence/link?piece=P1", 303).location == path
    client.get("/evidence/link?piece=P9", 404)
    evidence = UUID(path.rsplit("/", 1)[-1])
    learners.decide("mia", evidence, {"A2": "not-yet"})
    again = client.post(f"{path}/again", {"_key": "1"}).location
    assert learners.evidence(UUID(again.rsplit("/", 1)[-1])).linked["title"] == "Quiz one"


def test_the_service_itself_asks_before_it_copies_what_is_private(learners):
    draft = learners.offer("ana", send=False)
    with learners.house.unit() as session:
        by, evidence = learners.actor(session, "ana"), session.get_one(Evidence, draft)
        (item,) = [one for one in linkable.items(session, by.id) if one.private]
        with pytest.raises(Refused) as refused:
            services.link(session, evidence=evidence, item=item, path="/", shared=False, by=by)
        assert (refused.value.field, evidence.linked) == ("shared", None)


def test_what_can_be_linked_costs_three_statements_and_its_key(learners):
    with learners.house.unit() as session:
        trace.begin()
        found = linkable.items(session, learners.people["ana"])
        assert trace.current().queries == 4, "and one for the key that opens them"
    assert len(found) == 3
    with learners.house.unit() as session:
        assert linkable.items(session, learners.people["sue"]) == []
