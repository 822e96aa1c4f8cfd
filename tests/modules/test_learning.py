"""A trainee's way through a programme, and what it refuses."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.access import SYSTEM
from lms.people.roles import Role
from lms.testing import House, make_node, make_person
from modules import queries, services
from modules.models import Activity, ActivityEvent, EnrolmentState, QuizAttempt, Reflection
from modules.signals import activity_done, module_done, programme_done
from modules.testing import make_enrolment, make_programme


def test_a_trainee_goes_from_the_first_page_to_the_end(school: Any) -> None:
    heard: list[str] = []
    owner = school.house.runtime.owner
    step = lambda *_a, **k: heard.append(f"{k['module_slug']}/{k['activity_slug']}")  # noqa: E731
    done, all_done = (lambda *_a, **k: heard.append(k["module_slug"])), (lambda *_a, **_k: heard.append("programme"))
    activity_done.connect(step, sender=owner)
    module_done.connect(done, sender=owner)
    programme_done.connect(all_done, sender=owner)
    browser = school.browser(school.trainee)
    start = browser.get("/learn")
    assert start.h1 == "A small programme"
    assert start.one("main a.nhsuk-button") == "Start: Page one"
    assert "Opens when “Module one” is done." in start.text
    assert "0 of 8 steps done" in start.text
    browser.get(f"{school.path}/two/first", status=404)
    school.finish("one", browser)
    assert "4 of 8 steps done" in browser.get("/learn").text
    school.finish("two", browser)
    page = browser.get("/learn")
    assert "You have done every module." in page.text
    assert page.all("form[action$=pause]") == []
    steps = ["first", "scenario-quiet", "reflection", "quiz"]
    expected = [*(f"one/{s}" for s in steps), "one", *(f"two/{s}" for s in steps), "two", "programme"]
    assert heard == expected
    with school.house.unit() as session:
        assert school.of(session).state is EnrolmentState.COMPLETED
        actions = set(session.scalars(sa.select(AuditEvent.action)))
        assert {"enrolment.started", "module.done", "programme.done", "programme.published"} <= actions
        assert queries.modules_done(session, [school.enrolment])[school.enrolment].done == 2
    school.finish("one", browser)  # again, as often as one likes
    assert heard == expected


def test_one_press_marks_a_page_and_leads_to_the_next(school: Any) -> None:
    browser = school.browser(school.trainee)
    sent = browser.submit(f"{school.path}/one/first", action="/done")
    assert sent.location == f"{school.path}/one/scenario-quiet"
    assert browser.get(f"{school.path}/one").all("[data-state=done] a") == ["Page one"]
    school.finish("one", browser)
    browser.submit(f"{school.path}/one/reflection", action="/reflect")
    assert browser.get(f"{school.path}/one").all("main a.nhsuk-button") == []


def test_the_end_of_a_module_leads_back_to_it(school: Any, tmp_path: Path) -> None:
    with school.house.unit() as session:
        later = [("01-one/quiz.md", "order: 40", "order: 5")]
        make_programme(session, tmp_path / "b", slug="other", changes=later)
        enrolment = make_enrolment(session, person_id=school.trainee, node_id=school.node, slug="other")
    browser = school.browser(school.trainee)
    sent = browser.submit(f"/learn/{enrolment.id}/one/reflection", {"p_r1": "x"}, action="/reflect")
    assert sent.location == f"/learn/{enrolment.id}/one"
    assert "Saved, for your eyes only." in browser.follow(sent).text


def test_resume_leads_to_the_exact_page_last_opened(school: Any) -> None:
    browser = school.browser(school.trainee)
    browser.get(f"{school.path}/one/reflection")
    assert browser.get("/learn").one("main a.nhsuk-button") == "Go on: Reflection one"


def test_a_scenario_shows_what_each_choice_leads_to_and_compares(school: Any) -> None:
    browser = school.browser(school.trainee)
    at = f"{school.path}/one/scenario-quiet"
    assert "They look up." not in browser.get(at).text
    page = browser.get(browser.submit(at, {"choice": "0"}, action="/choose").location.split("#")[0])
    assert page.all("section h3") == ["You sit down"]
    assert "They look up." in page.text
    assert "They nod." not in page.text
    assert "Both can be kind." in page.text
    both = browser.get(browser.submit(at, {"choice": "1"}, action="/choose").location.split("#")[0])
    assert both.all("section h3") == ["You wait", "You sit down"]
    assert "They look up." in both.text
    assert both.all("section .lms-quiet") == ["You chose this just now."]
    assert browser.get(f"{at}?chose=99").all("section h3") == ["You sit down", "You wait"]
    bad = browser.submit(at, {"choice": "7"}, action="/choose", status=422)
    assert bad.errors == ["Choose one of the answers in the list."]
    none = browser.submit(at, {}, action="/choose", status=422)
    assert none.errors == ["Choose what you would do. You can choose again afterwards."]
    with school.house.unit() as session, pytest.raises(Exception, match="Choose one of the answers"):
        activity = school.activity(session, "scenario-quiet")
        services.choose(session, enrolment=school.of(session), activity=activity, choice=2, by=SYSTEM)


def test_a_quiz_gives_feedback_for_every_option_chosen(school: Any) -> None:
    browser = school.browser(school.trainee)
    at = f"{school.path}/one/quiz"
    assert "It is not graded" in browser.get(at).text
    missing = browser.submit(at, {"q0": "1"}, action="/answer", status=422)
    assert missing.errors == ["Choose an answer to question 2."]
    assert missing.attributes("input[name=q0][checked]", "value") == ["1"]
    browser.submit(at, {"q0": "9", "q1": "0"}, action="/answer", status=422)
    sent = browser.submit(at, {"q0": "1", "q1": ["0", "2"]}, action="/answer")
    page = browser.get(sent.location.split("#")[0])
    assert "You chose the best answer to 0 of 2." in page.text
    assert "That is enough" not in page.text
    for words in ("Advice can wait.", "Yes, time comes first.", "It leaves room.", "It rarely lasts."):
        assert words in page.text
    assert "You chose" not in browser.get(f"{at}?attempt={uuid4()}").text
    assert "You chose" not in browser.get(f"{at}?attempt=nonsense").text
    with school.house.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(QuizAttempt)) == 1


def test_nobody_sees_the_answers_of_another(school: Any) -> None:
    browser = school.browser(school.trainee)
    sent = browser.submit(f"{school.path}/one/quiz", {"q0": "1", "q1": "0"}, action="/answer")
    attempt = sent.location.split("attempt=")[1].split("#")[0]
    with school.house.unit() as session:
        theirs = queries.current_enrolment(session, school.other)
        assert theirs is not None
    page = school.browser(school.other).get(f"/learn/{theirs.id}/one/quiz?attempt={attempt}")
    assert "You chose" not in page.text


def test_a_quiz_with_a_pass_mark_is_done_only_when_passed(house: House, tmp_path: Path) -> None:
    with house.unit() as session:
        org, person = make_node(session), make_person(session)
        make_programme(session, tmp_path, changes=[("01-one/quiz.md", "pass_mark: null", "pass_mark: 80")])
        at = f"/learn/{make_enrolment(session, person_id=person.id, node_id=org.id).id}/one"
    browser = house.client(person)
    assert "You need 80 percent." in browser.get(f"{at}/quiz").text
    missed = browser.submit(f"{at}/quiz", {"q0": "0", "q1": "0"}, action="/answer")
    assert "A little more is needed." in browser.get(missed.location.split("#")[0]).text
    assert browser.get(at).all("[data-state=done] a") == []
    sent = browser.submit(f"{at}/quiz", {"q0": "0", "q1": ["0", "1"]}, action="/answer")
    assert "That is enough: this quiz is done." in browser.get(sent.location.split("#")[0]).text
    assert browser.get(at).all("[data-state=done] a") == ["Quiz one"]


def test_a_reflection_is_private_kept_changed_and_deleted(school: Any) -> None:
    browser = school.browser(school.trainee)
    at = f"{school.path}/one/reflection"
    page = browser.get(at)
    assert "Nobody reads this but you." in page.text
    assert page.attributes("aside details", "open") != []
    assert page.all("form[action$=forget]") == []
    long = browser.submit(at, {"p_r1": "x" * 20_001}, action="/reflect", status=422)
    assert "can be at most 20000 characters long" in long.errors[0]
    browser.submit(at, {"p_r1": "First words."}, action="/reflect")
    assert browser.get(at).one("textarea") == "First words."
    browser.submit(at, {"p_r1": "Other words."}, action="/reflect")
    assert browser.get(at).one("textarea") == "Other words."
    browser.submit(at, {"p_r1": ""}, action="/reflect")
    browser.submit(at, {"p_r1": "Again."}, action="/reflect")
    for who, status in ((school.trainer, 403), (school.lead, 403), (school.other, 404)):
        school.browser(who).get(at, status=status)
        school.browser(who).post(f"{at}/forget", status=status)
    browser.submit(at, action="/forget")
    with school.house.unit() as session:
        assert session.scalars(sa.select(Reflection)).all() == []
        assert (
            session.scalar(sa.select(sa.func.count()).where(AuditEvent.details.cast(sa.String).contains("words"))) == 0
        )


def test_pause_holds_the_place_asks_no_reason_and_leads_back_to_the_page(school: Any) -> None:
    browser = school.browser(school.trainee)
    for slug in ("first", "scenario-quiet", "reflection"):
        browser.get(f"{school.path}/one/{slug}")
    browser.submit("/learn", action="/pause")
    paused = browser.get("/learn")
    assert "Your learning is paused." in paused.text
    assert "Your place is held" in paused.text
    browser.post(f"{school.path}/pause", status=422)
    for slug in ("first", "scenario-quiet", "quiz"):  # reading is open, and the place stays
        assert browser.get(f"{school.path}/one/{slug}").all("main form button") == ["Come back now"]
    for path, data in (
        ("first/done", {}), ("scenario-quiet/choose", {"choice": "0"}), ("reflection/reflect", {"p_r1": "Mine."}),
        ("quiz/answer", {"q0": "0", "q1": "0"}),
    ):  # fmt: skip
        refused = browser.post(f"{school.path}/one/{path}", data, status=422)
        assert "Your learning is paused." in refused.text
    assert browser.get(f"{school.path}/one/reflection").all("main li") != []
    back = browser.submit("/learn", action="/resume")
    assert back.location == f"{school.path}/one/reflection"
    assert "Welcome back." in browser.follow(back).text
    browser.post(f"{school.path}/resume", status=422)
    with school.house.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(QuizAttempt)) == 0
        assert session.scalars(sa.select(Reflection)).all() == []


def test_a_pause_with_everything_done_leads_back_to_the_programme(school: Any) -> None:
    browser = school.browser(school.trainee)
    school.finish("one", browser)
    school.finish("two", browser)
    school.put(EnrolmentState.PAUSED)
    assert browser.post(f"{school.path}/resume").location == f"/learn?programme={school.enrolment}"


@pytest.mark.parametrize("state", [EnrolmentState.WITHDRAWN, EnrolmentState.DEFERRED])
def test_a_programme_that_ended_keeps_what_was_done(school: Any, state: EnrolmentState) -> None:
    browser = school.browser(school.trainee)
    browser.submit(f"{school.path}/one/reflection", {"p_r1": "Mine."}, action="/reflect")
    school.put(state)
    empty = browser.get("/learn")
    assert "You are not on a programme at the moment." in empty.text
    assert empty.all("main li .nhsuk-tag") == ["Closed for now"]
    kept = browser.get(empty.attributes("main li a", "href")[0])
    assert "Ask your programme lead." in kept.text
    assert "1 of 8 steps done" in kept.text
    assert "Ask your programme lead." in browser.post(f"{school.path}/one/first/done", status=422).text
    browser.post(f"{school.path}/pause", status=422)
    browser.submit(f"{school.path}/one/reflection", action="/forget")


def test_an_invited_person_begins_with_the_first_step(school: Any) -> None:
    school.put(EnrolmentState.INVITED)
    school.browser(school.trainee).submit(f"{school.path}/one/first", action="/done")
    with school.house.unit() as session:
        assert school.of(session).state is EnrolmentState.ACTIVE


def test_a_second_programme_stands_beside_the_first(school: Any, tmp_path: Path) -> None:
    with school.house.unit() as session:
        make_programme(
            session, tmp_path / "b", slug="second", changes=[("programme.md", "A small programme", "A second one")]
        )
        make_enrolment(session, person_id=school.trainee, node_id=school.node, slug="second")
    browser = school.browser(school.trainee)
    page = browser.get("/learn")
    assert page.h1 == "A second one"
    assert page.all("main h2")[-1] == "Your other programmes"
    other = browser.get(f"/learn?programme={school.enrolment}")
    assert other.h1 == "A small programme"
    assert browser.get(f"/learn?programme={uuid4()}").h1 == "A second one"
    assert browser.get("/learn?programme=nonsense").h1 == "A second one"
    assert (
        school.browser(school.other).get(f"/learn?programme={school.enrolment}").all("main h2")[-1]
        != "Your other programmes"
    )


def test_another_persons_enrolment_is_not_found(school: Any) -> None:
    browser = school.browser(school.other)
    for place in ("/one", "/one/first", "/glossary"):
        browser.get(school.path + place, status=404)
    for place in (
        "/pause", "/resume", "/one/first/done", "/one/scenario-quiet/choose", "/one/reflection/reflect",
        "/one/quiz/answer", "/one/reflection/forget",
    ):  # fmt: skip
        browser.post(school.path + place, status=404)
    browser.get(f"/learn/{uuid4()}/one", status=404)


def test_a_kind_of_activity_is_done_in_its_own_way_only(school: Any) -> None:
    browser = school.browser(school.trainee)
    browser.post(f"{school.path}/one/quiz/done", status=404)
    browser.post(f"{school.path}/one/first/answer", status=404)
    browser.get(f"{school.path}/one/session-plan", status=404)
    for place in ("nowhere", "one/nowhere", "one%00", "one/first%00"):
        browser.get(f"{school.path}/{place}", status=404)


def test_module_page_lists_steps_and_says_what_may_touch(school: Any) -> None:
    browser = school.browser(school.trainee)
    page = browser.get(f"{school.path}/one")
    assert "Nothing heavy here." in page.text
    assert page.all("ol .lms-checklist__line a") == ["Page one", "Scenario one", "Reflection one", "Quiz one"]
    assert "About 14 minutes in all." in page.text
    assert "Nothing in this module is assessed." in page.text
    for words in (
        "Not yet reviewed by peer workers",
        "England edition v1, England",
        "Law checked 2 November 2026",
        "Call somebody you trust.",
    ):
        assert words in page.text
        assert words in browser.get(f"{school.path}/one/first").text
    assert "Call somebody you trust." in browser.get("/learn").text
    later = browser.get(f"{school.path}/two")
    assert "Opens when “Module one” is done." in later.text
    assert later.attributes("[data-verdict=not-yet] a", "href") == [f"{school.path}/one"]
    assert later.all("ol .lms-checklist__line a") == []


def test_two_reviewers_take_the_note_away(school: Any) -> None:
    with school.house.unit() as session:
        module = queries.module_by_slug(session, school.version, "one")
        assert module is not None
        services.record_reviewers(session, module=module, names=["Ada", "Grace"], by=SYSTEM)
    browser = school.browser(school.trainee)
    assert "Not yet reviewed" not in browser.get(f"{school.path}/one/first").text
    assert "Not yet reviewed" not in browser.get(f"{school.path}/one").text


def test_how_a_module_is_assessed_is_said(house: House, tmp_path: Path) -> None:
    with house.unit() as session:
        org, person = make_node(session), make_person(session)
        make_programme(session, tmp_path, changes=[("01-one/module.md", "assessment: none", "assessment: a talk")])
        enrolment = make_enrolment(session, person_id=person.id, node_id=org.id)
    assert "How this module is assessed: a talk" in house.client(person).get(f"/learn/{enrolment.id}/one").text


def test_somebody_not_enrolled_is_told_kindly(house: House) -> None:
    with house.unit() as session:
        person = make_person(session, {Role.TRAINEE: make_node(session)})
    assert "You are not on a programme at the moment." in house.client(person).get("/learn").text


def test_glossary_explains_or_says_that_there_is_none(school: Any, tmp_path: Path) -> None:
    browser = school.browser(school.trainee)
    assert "explains its words where they stand" in browser.get(f"{school.path}/glossary").text
    words = "---\nkind: glossary\n---\n## Peer\nSomebody who has *been there*.\n"
    with school.house.unit() as session:
        make_programme(session, tmp_path / "b", slug="worded", changes=[("glossary.md", "", words)])
        enrolment = make_enrolment(session, person_id=school.trainee, node_id=school.node, slug="worded")
    page = browser.get(f"/learn/{enrolment.id}/glossary")
    assert page.all("dt") == ["Peer"]
    assert "Call somebody you trust." in page.text


def test_home_says_what_comes_next(school: Any) -> None:
    browser = school.browser(school.trainee)
    assert "Go on learning" in browser.get("/").text
    browser.submit("/learn", action="/pause")
    assert "Your learning is paused" in browser.get("/").text
    school.put(EnrolmentState.COMPLETED)
    assert "Go on learning" not in browser.get("/").text


def test_opening_a_page_twice_is_one_event_and_moves_the_place(school: Any) -> None:
    browser = school.browser(school.trainee)
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with clock.frozen(at):
        browser.get(f"{school.path}/one/first")
        browser.get(f"{school.path}/one/first")
    with school.house.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ActivityEvent)) == 1
        enrolment = school.of(session)
        assert (enrolment.last_activity_id, enrolment.last_active_at) == (school.activity(session, "first").id, at)
        assert enrolment.version == 1  # a tab opened beside a form does not make the form stale


def test_answering_again_makes_the_quiz_the_place_again(school: Any) -> None:
    """Whatever another tab has opened meanwhile, and however long the questions took."""
    browser, opened = school.browser(school.trainee), datetime(2026, 11, 23, 9, tzinfo=UTC)
    quiz, answers = f"{school.path}/one/quiz", {"q0": "1", "q1": "0"}

    def place_after(later: timedelta, *, beside: str = "") -> tuple[str, datetime]:
        with clock.frozen(opened):
            page = browser.get(quiz)
        with clock.frozen(opened + later):
            if beside:
                browser.get(f"{school.path}/one/{beside}")
            browser.post(f"{quiz}/answer", {**page.fields("/answer"), **answers})
        with school.house.unit() as session:
            enrolment = school.of(session)
            return session.get_one(Activity, enrolment.last_activity_id).slug, enrolment.last_active_at

    place_after(timedelta(0))  # the first go ends the activity, and so goes another way
    assert place_after(timedelta(seconds=9)) == ("quiz", opened), "the page has said it"
    for later, beside in ((timedelta(seconds=9), "first"), (timedelta(hours=1), ""), (timedelta(hours=1), "first")):
        assert place_after(later, beside=beside) == ("quiz", opened + later)


def statements(browser: Any, path: str) -> int:
    return int(browser.get(path).reply.headers["Server-Timing"].split('desc="')[1].split()[0])


def test_every_page_costs_few_statements_and_more_people_cost_no_more(school: Any) -> None:
    browser, trainer, lead = (school.browser(who) for who in (school.trainee, school.trainer, school.lead))
    own = [f"{school.path}/one/{slug}" for slug in ("first", "scenario-quiet", "reflection", "quiz")]
    for path in ("/learn", f"{school.path}/one", f"{school.path}/glossary", *own):
        assert statements(browser, path) <= 10, path
    cohort = trainer.get("/cohorts").attributes("main li a", "href")[0]
    before = [statements(trainer, "/cohorts"), statements(trainer, cohort), statements(lead, "/programmes")]
    with school.house.unit() as session:
        for _number in range(12):
            enrolment = make_enrolment(session, person_id=make_person(session).id, node_id=school.node)
            enrolment.cohort_id = None if _number % 2 else school.of(session).cohort_id
    assert [statements(trainer, "/cohorts"), statements(trainer, cohort), statements(lead, "/programmes")] == before
    assert max(before) <= 9
