"""A trainee's way through a programme, a trainer's and a lead's pages, and what each refuses."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.access import SYSTEM
from lms.core.errors import Refused
from lms.people.models import Grant
from lms.people.roles import Role
from lms.testing import Client, House, make_node, make_person
from modules import queries, services
from modules.importing import read_programme
from modules.models import ActivityEvent, Cohort, EnrolmentState, QuizAttempt, Reflection
from modules.receivers import on_offer_accepted
from modules.signals import enrolled, module_done, programme_done
from modules.testing import make_enrolment, make_programme, write_programme


@dataclass
class School:
    """A house with a programme, a trainee, a trainer and a lead."""

    house: House
    trainee: UUID
    other: UUID
    trainer: UUID
    lead: UUID
    node: UUID
    version: UUID
    enrolment: UUID

    def browser(self, who: UUID) -> Client:
        return self.house.client(who)

    @property
    def path(self) -> str:
        return f"/learn/{self.enrolment}"


@pytest.fixture
def school(house: House, tmp_path: Path) -> School:
    with house.unit() as session:
        org = make_node(session)
        trainee, other = make_person(session, name="Ama"), make_person(session, name="Bo")
        trainer, lead = make_person(session, {Role.TRAINER: org}), make_person(session, {Role.LEAD: org})
        version = make_programme(session, tmp_path)
        services.add_cohort(
            session, name="Spring", version=version, node_id=org.id, starts_on=clock.today(),
            ends_on=clock.today() + timedelta(days=60), capacity=1, by=SYSTEM,
        )
        enrolment = make_enrolment(session, person_id=trainee.id, node_id=org.id)
        make_enrolment(session, person_id=other.id, node_id=org.id)
        return School(house, trainee.id, other.id, trainer.id, lead.id, org.id, version.id, enrolment.id)


def finish(school: School, module: str, browser: Client) -> None:
    at = f"{school.path}/{module}"
    browser.submit(f"{at}/first", action="/done")
    browser.submit(f"{at}/scenario-quiet", {"choice": "1"}, action="/choose")
    browser.submit(f"{at}/reflection", {"p_r1": "A short walk."}, action="/reflect")
    browser.submit(f"{at}/quiz", {"q0": "0", "q1": ["0", "1"]}, action="/answer")


def test_a_trainee_goes_from_the_first_page_to_the_end(school: School) -> None:
    heard: list[str] = []
    owner = school.house.runtime.owner
    done, all_done = (lambda *_a, **k: heard.append(k["module_slug"])), (lambda *_a, **_k: heard.append("programme"))
    module_done.connect(done, sender=owner)
    programme_done.connect(all_done, sender=owner)
    browser = school.browser(school.trainee)
    start = browser.get("/learn")
    assert start.h1 == "A small programme"
    assert "Opens when “Module one” is done." in start.text
    assert "0 of 8 steps done" in start.text
    browser.get(f"{school.path}/two/first", status=404)
    finish(school, "one", browser)
    assert "4 of 8 steps done" in browser.get("/learn").text
    finish(school, "two", browser)
    page = browser.get("/learn")
    assert "You have done every module." in page.text
    assert heard == ["one", "two", "programme"]
    with school.house.unit() as session:
        assert session.get_one(queries_enrolment(), school.enrolment).state is EnrolmentState.COMPLETED
        actions = set(session.scalars(sa.select(AuditEvent.action)))
        assert {"enrolment.started", "module.done", "programme.done", "programme.published"} <= actions
        assert queries.modules_done(session, [school.enrolment])[school.enrolment].done == 2


def queries_enrolment() -> type:
    from modules.models import Enrolment

    return Enrolment


def test_resume_leads_to_the_exact_page_last_opened(school: School) -> None:
    browser = school.browser(school.trainee)
    browser.get(f"{school.path}/one/reflection")
    page = browser.get("/learn")
    assert page.one("main a.nhsuk-button") == "Go on: Reflection one"


def test_a_scenario_shows_what_each_choice_leads_to(school: School) -> None:
    browser = school.browser(school.trainee)
    sent = browser.submit(f"{school.path}/one/scenario-quiet", {"choice": "0"}, action="/choose")
    page = browser.get(sent.location.split("#")[0])
    assert "They look up." in page.text
    assert "Both can be kind." in page.text
    assert "They look up." not in browser.get(f"{school.path}/one/scenario-quiet?chose=99").text
    bad = browser.submit(f"{school.path}/one/scenario-quiet", {"choice": "7"}, action="/choose", status=422)
    assert bad.errors == ["Choose one of the answers in the list."]
    none = browser.submit(f"{school.path}/one/scenario-quiet", {}, action="/choose", status=422)
    assert none.errors == ["Choose what you would do. You can choose again afterwards."]


def test_a_quiz_gives_feedback_for_every_option_chosen(school: School) -> None:
    browser = school.browser(school.trainee)
    at = f"{school.path}/one/quiz"
    missing = browser.submit(at, {"q0": "1"}, action="/answer", status=422)
    assert missing.errors == ["Choose an answer to question 2."]
    assert missing.attributes("input[name=q0][checked]", "value") == ["1"]
    browser.submit(at, {"q0": "9", "q1": "0"}, action="/answer", status=422)
    sent = browser.submit(at, {"q0": "1", "q1": ["0", "2"]}, action="/answer")
    page = browser.get(sent.location.split("#")[0])
    assert "You chose the best answer to 0 of 2." in page.text
    for words in ("Advice can wait.", "Yes, time comes first.", "It leaves room.", "It rarely lasts."):
        assert words in page.text
    assert "You chose" not in browser.get(f"{at}?attempt={uuid4()}").text
    assert "You chose" not in browser.get(f"{at}?attempt=nonsense").text
    with school.house.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(QuizAttempt)) == 1


def test_a_quiz_with_a_pass_mark_is_done_only_when_passed(school: School) -> None:
    with school.house.unit() as session:
        enrolment = session.get_one(queries_enrolment(), school.enrolment)
        module = queries.modules_of(session, school.version)[0]
        quiz = queries.activity_by_slug(session, module.id, "quiz")
        assert quiz is not None
        quiz.body = {**quiz.body, "pass_mark": 80}
        services.answer_quiz(session, enrolment=enrolment, activity=quiz, answers={"0": ["0"], "1": ["0"]}, by=SYSTEM)
        assert quiz.id not in queries.done_activities(session, [enrolment.id]).get(enrolment.id, set())
        services.answer_quiz(session, enrolment=enrolment, activity=quiz, answers={"0": ["0"], "1": ["0", "1"]}, by=SYSTEM)
        assert quiz.id in queries.done_activities(session, [enrolment.id])[enrolment.id]
    assert "You need 80 percent." in school.browser(school.trainee).get(f"{school.path}/one/quiz").text


def test_a_reflection_is_private_kept_changed_and_deleted(school: School) -> None:
    browser = school.browser(school.trainee)
    at = f"{school.path}/one/reflection"
    assert "Nobody reads this but you." in browser.get(at).text
    long = browser.submit(at, {"p_r1": "x" * 20_001}, action="/reflect", status=422)
    assert "can be at most 20000 characters long" in long.errors[0]
    browser.submit(at, {"p_r1": "First words."}, action="/reflect")
    assert browser.get(at).one("textarea") == "First words."
    browser.submit(at, {"p_r1": "Other words."}, action="/reflect")
    assert browser.get(at).one("textarea") == "Other words."
    browser.submit(at, {"p_r1": ""}, action="/reflect")
    browser.submit(at, {"p_r1": "Again."}, action="/reflect")
    browser.submit(at, action="/forget")
    with school.house.unit() as session:
        assert session.scalars(sa.select(Reflection)).all() == []
    for who in (school.trainer, school.lead, school.other):
        stranger = school.browser(who)
        stranger.lint = False
        assert stranger._client.get(at).status_code in {403, 404}


def test_pause_holds_the_place_and_asks_no_reason(school: School) -> None:
    browser = school.browser(school.trainee)
    browser.get(f"{school.path}/one/quiz")
    browser.submit("/learn", action="/pause")
    paused = browser.get("/learn")
    assert "Your learning is paused. Your place is held" in paused.text
    browser.post(f"{school.path}/pause", status=422)
    trainer = school.browser(school.trainer)
    cohort = trainer.get("/cohorts").attributes("main li a", "href")[0]
    assert trainer.get(cohort).all("[data-state=paused] .nhsuk-tag") == ["Paused"]
    browser.submit("/learn", action="/resume")
    assert browser.get("/learn").one("main a.nhsuk-button") == "Go on: Quiz one"
    browser.post(f"{school.path}/resume", status=422)


def test_another_persons_enrolment_is_not_found(school: School) -> None:
    browser = school.browser(school.other)
    for place in ("/one", "/one/first", "/glossary"):
        browser.get(school.path + place, status=404)
    for place in ("/pause", "/resume", "/one/first/done", "/one/quiz/answer", "/one/reflection/forget"):
        browser.post(school.path + place, status=404)
    browser.get(f"/learn/{uuid4()}/one", status=404)


def test_a_kind_of_activity_is_done_in_its_own_way_only(school: School) -> None:
    browser = school.browser(school.trainee)
    browser.post(f"{school.path}/one/quiz/done", status=404)
    browser.post(f"{school.path}/one/first/answer", status=404)
    browser.get(f"{school.path}/one/session-plan", status=404)
    browser.get(f"{school.path}/nowhere", status=404)


def test_module_page_lists_steps_and_says_what_may_touch(school: School) -> None:
    browser = school.browser(school.trainee)
    page = browser.get(f"{school.path}/one")
    assert "Nothing heavy here." in page.text
    assert page.all("ol .lms-checklist__line a") == ["Page one", "Scenario one", "Reflection one", "Quiz one"]
    assert "Not yet reviewed by peer workers" in page.text
    later = browser.get(f"{school.path}/two")
    assert "Opens when “Module one” is done." in later.text
    assert later.all("ol .lms-checklist__line a") == []


def test_somebody_not_enrolled_is_told_kindly(house: House) -> None:
    with house.unit() as session:
        person = make_person(session, {Role.TRAINEE: make_node(session)})
    assert "You are not on a programme yet." in house.client(person).get("/learn").text


def test_glossary_explains_or_says_that_there_is_none(school: School) -> None:
    browser = school.browser(school.trainee)
    assert "explains its words where they stand" in browser.get(f"{school.path}/glossary").text
    with school.house.unit() as session:
        version = queries.version_for(session, school.version)
        assert version is not None
        version.glossary = [{"term": "Peer", "means": "Somebody who has *been there*."}]
    assert browser.get(f"{school.path}/glossary").all("dt") == ["Peer"]


def test_a_trainer_sees_who_may_welcome_a_call_and_the_plan(school: School) -> None:
    with school.house.unit() as session:
        enrolment = session.get_one(queries_enrolment(), school.enrolment)
        enrolment.last_active_at = clock.now() - timedelta(days=15)
    trainer = school.browser(school.trainer)
    listed = trainer.get("/cohorts")
    assert "1 of 1 places taken" in listed.text
    cohort = listed.attributes("main li a", "href")[0]
    page = trainer.get(cohort)
    assert page.all("[data-state=call] .nhsuk-tag") == ["May welcome a call"]
    assert "Bo" not in page.text  # the cohort had one place
    plan = trainer.get(f"{cohort}/plans/one")
    assert plan.h1 == "Session plan one"
    trainer.get(f"{cohort}/plans/none", status=404)
    trainer.get(f"/cohorts/{uuid4()}", status=404)
    with school.house.unit() as session:
        elsewhere = make_person(session, {Role.TRAINER: make_node(session)})
    stranger = school.browser(elsewhere.id)
    assert "No cohorts yet." in stranger.get("/cohorts").text
    stranger.get(cohort, status=404)


def test_a_lead_publishes_adds_a_cohort_and_records_reviewers(school: School, tmp_path: Path) -> None:
    content = read_programme(write_programme(tmp_path / "next", version="1.1", modules=1))
    with school.house.unit() as session:
        draft = services.store_programme(session, content=content, by=SYSTEM)
        again = services.store_programme(session, content=content, by=SYSTEM)
        assert again.id == draft.id
    lead = school.browser(school.lead)
    assert len(lead.get("/programmes").all("main li")) == 2
    at = f"/programmes/{draft.id}"
    assert "Ready to publish" in lead.get(at).text
    early = {"name": "Early", "node": str(school.node), "capacity": "8", **dates("starts_on", 1), **dates("ends_on", 9)}
    refused = lead.submit(f"{at}/cohorts/new", early, status=422)
    assert refused.errors == ["Publish this version first. A cohort runs on a version that does not change."]
    lead.submit(at, action="/publish")
    assert "It does not change any more." in lead.get(at).text
    lead.post(f"{at}/publish", status=422)
    backwards = lead.submit(f"{at}/cohorts/new", {**early, **dates("ends_on", -3)}, status=422)
    assert backwards.errors == ["The last day must be on or after the first day."]
    empty = lead.submit(f"{at}/cohorts/new", {}, status=422)
    assert len(empty.errors) == 5
    lead.submit(f"{at}/cohorts/new", early)
    with school.house.unit() as session:
        assert session.scalar(sa.select(Cohort.capacity).filter_by(name="Early")) == 8
    one = lead.submit(f"{at}/one/reviewers", {"first": "Ada", "second": " ada"}, status=422)
    assert one.errors == ["Name two different peer workers who have read this module."]
    lead.submit(f"{at}/one/reviewers", {"first": "Ada", "second": "Grace"})
    assert "Reviewed by Ada, Grace" in lead.get(at).text
    lead.get(f"{at}/nowhere/reviewers", status=404)
    lead.get(f"/programmes/{uuid4()}", status=404)


def dates(name: str, days: int) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def test_published_content_never_changes_and_a_draft_is_replaced(house: House, tmp_path: Path) -> None:
    folder = write_programme(tmp_path)
    with house.unit() as session:
        services.store_programme(session, content=read_programme(folder), by=SYSTEM)
        (folder / "programme.md").write_text((folder / "programme.md").read_text().replace("Two short", "Two very short"))
        changed = services.store_programme(session, content=read_programme(folder), by=SYSTEM)
        assert changed.summary == "Two very short modules."
        services.publish(session, version=changed, by=SYSTEM)
        (folder / "programme.md").write_text((folder / "programme.md").read_text().replace("very short", "long"))
        with pytest.raises(Refused, match="Raise `version`"):
            services.store_programme(session, content=read_programme(folder), by=SYSTEM)
        (folder / "01-one" / "session-plan.md").unlink()
        write_programme(tmp_path / "x")
        (folder / "programme.md").write_text((folder / "programme.md").read_text().replace("1.0", "1.1"))
        planless = services.store_programme(session, content=read_programme(folder), by=SYSTEM)
        with pytest.raises(Refused, match="session plan"):
            services.publish(session, version=planless, by=SYSTEM)


def test_an_accepted_offer_enrols_once_and_waits_for_a_programme_if_need_be(house: House, tmp_path: Path) -> None:
    heard = []
    listener = lambda *_a, **k: heard.append(k["person_id"])  # noqa: E731
    enrolled.connect(listener, sender=house.runtime.owner)
    application = uuid4()
    with house.unit() as session:
        org = make_node(session)
        person = make_person(session)
        lead = make_person(session, {Role.LEAD: org})
        facts = {"application_id": application, "person_id": person.id, "post_id": uuid4(), "node_id": org.id, "route": "", "at": clock.now()}
        for slug in ("small", "small", ""):
            on_offer_accepted(None, session=session, programme_slug=slug, **facts)
        assert queries.current_enrolment(session, person.id) is None
    assert "People wait for a programme 1" in house.client(lead).get("/").text
    with house.unit() as session:
        make_programme(session, tmp_path)
        on_offer_accepted(None, session=session, programme_slug="small", **facts)
        assert queries.current_enrolment(session, person.id) is not None
        assert session.scalar(sa.select(Grant.role).filter_by(person_id=person.id)) is Role.TRAINEE
        make_enrolment(session, person_id=person.id, node_id=org.id)
    assert heard == [person.id]


def test_enrolments_are_found_for_many_at_once(school: School) -> None:
    with school.house.unit() as session:
        path = session.get_one(make_node_type(), school.node).path
        assert [name for _e, name in queries.enrolments_at(session, [path])] == ["Ama", "Bo"]
        assert queries.enrolments_at(session, []) == []
        latest = queries.latest_enrolments(session, [school.trainee, school.other, uuid4()])
        assert set(latest) == {school.trainee, school.other}
        assert set(queries.enrolments_by_id(session, [school.enrolment])) == {school.enrolment}
        done = queries.modules_done(session, [school.enrolment])[school.enrolment]
        assert (done.done, done.total, done.remaining) == (0, 2, ("Module one", "Module two"))
    with pytest.raises(LookupError), school.house.unit() as session:
        make_enrolment(session, person_id=school.trainee, node_id=school.node, slug="none")


def make_node_type() -> type:
    from lms.people.models import Node

    return Node


def test_home_says_what_comes_next(school: School) -> None:
    browser = school.browser(school.trainee)
    assert "Go on learning" in browser.get("/").text
    assert "See how your cohort is doing" in school.browser(school.trainer).get("/").text
    browser.submit("/learn", action="/pause")
    assert "Your learning is paused" in browser.get("/").text
    with school.house.unit() as session:
        session.get_one(queries_enrolment(), school.enrolment).state = EnrolmentState.COMPLETED
    assert "Go on learning" not in browser.get("/").text


def test_opening_a_page_twice_is_one_event(school: School) -> None:
    browser = school.browser(school.trainee)
    with clock.frozen(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        browser.get(f"{school.path}/one/first")
        browser.get(f"{school.path}/one/first")
    with school.house.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ActivityEvent)) == 1
