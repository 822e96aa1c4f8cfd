"""Trainers' and leads' pages, and what they never show."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from lms.core import clock
from lms.core.access import SYSTEM
from lms.people.roles import Role
from lms.testing import House, make_node, make_person
from modules import queries, services
from modules.importing import read_programme
from modules.models import Cohort, EnrolmentRequest, EnrolmentState, Module
from modules.testing import make_programme, write_programme


def dates(name: str, days: int) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def last_seen(school: Any, days: int) -> None:
    with school.house.unit() as session:
        school.of(session).last_active_at = clock.now() - timedelta(days=days)


def test_a_trainer_sees_who_may_welcome_a_call_and_the_plan(school: Any) -> None:
    trainer = school.browser(school.trainer)
    assert "See how your cohort is doing" in trainer.get("/").text
    listed = trainer.get("/cohorts")
    assert "1 of 1 places taken" in listed.text
    assert listed.all("main [data-state=well] strong") == ["Bo"]  # the cohort had one place
    cohort = listed.attributes("main li a", "href")[0]
    for days, words in ((0, "Last here today"), (1, "Last here yesterday"), (13, "Last here 13 days ago")):
        last_seen(school, days)
        page = trainer.get(cohort)
        assert words in page.text
        assert page.all("[data-state=well] strong") == ["Ama"]
    last_seen(school, 15)
    page = trainer.get(cohort)
    assert page.all("[data-state=call] .nhsuk-tag") == ["May welcome a call"]
    assert "Bo" not in page.text
    assert "People may welcome a call 1" in trainer.get("/").text
    plan = trainer.get(f"{cohort}/plans/one")
    assert plan.h1 == "Session plan one"
    assert plan.all("main table td") == ["0:00", "Welcome"]
    trainer.get(f"{cohort}/plans/none", status=404)
    trainer.get(f"/cohorts/{uuid4()}", status=404)


def test_nobody_calls_during_a_pause_or_after_the_end(school: Any) -> None:
    trainer = school.browser(school.trainer)
    cohort = trainer.get("/cohorts").attributes("main li a", "href")[0]
    last_seen(school, 40)
    school.put(EnrolmentState.PAUSED)
    page = trainer.get(cohort)
    assert page.all("[data-state=paused] .nhsuk-tag") == ["Paused, place held"]
    assert "Last here" not in page.text
    assert "People may welcome a call" not in trainer.get("/").text
    school.put(EnrolmentState.ACTIVE)
    browser = school.browser(school.trainee)
    school.finish("one", browser)
    school.finish("two", browser)
    assert trainer.get(cohort).all("[data-state=done] .nhsuk-tag") == ["Done"]
    school.put(EnrolmentState.WITHDRAWN)
    assert "Nobody is in this cohort yet." in trainer.get(cohort).text


def test_a_trainer_never_sees_what_somebody_wrote_or_answered(school: Any) -> None:
    browser = school.browser(school.trainee)
    browser.submit(f"{school.path}/one/reflection", {"p_r1": "Only for me."}, action="/reflect")
    browser.submit(f"{school.path}/one/quiz", {"q0": "1", "q1": "2"}, action="/answer")
    for who in (school.trainer, school.lead):
        reader = school.browser(who)
        cohort = reader.get("/cohorts").attributes("main li a", "href")[0]
        text = reader.get(cohort).text
        assert "2 of 8 steps done" in text
        for words in ("Only for me.", "Advice", "0 of 2"):
            assert words not in text


def test_many_cohorts_come_a_page_at_a_time_newest_first(school: Any) -> None:
    with school.house.unit() as session:
        first = session.scalars(sa.select(Cohort)).one()
        for number in range(60):
            day = first.starts_on - timedelta(days=number // 2 + 1)
            facts = {"version_id": first.version_id, "node_id": first.node_id, "capacity": 1}
            session.add(Cohort(name=f"Cohort {number}", starts_on=day, ends_on=first.ends_on, **facts))
    trainer = school.browser(school.trainer)
    page = trainer.get("/cohorts")
    assert len(page.all("main .lms-card")) == 50
    assert page.all("main [data-state=well] strong") == ["Bo"]
    (more,) = [path for path in page.attributes("main a", "href") if "after=" in path]
    rest = trainer.get(more)
    assert len(rest.all("main .lms-card")) == 11
    assert rest.all("main [data-state=well]") == [], "said once, on the first page"
    assert "Show more" not in rest.text
    names = page.all("main .lms-card h2") + rest.all("main .lms-card h2")
    assert len(set(names)) == 61
    assert trainer.get("/cohorts?after=nonsense").all("main .lms-card") == page.all("main .lms-card")


def test_a_trainer_elsewhere_sees_nothing_of_it(school: Any) -> None:
    cohort = school.browser(school.trainer).get("/cohorts").attributes("main li a", "href")[0]
    with school.house.unit() as session:
        elsewhere = make_person(session, {Role.TRAINER: make_node(session), Role.LEAD: make_node(session)})
    stranger = school.browser(elsewhere.id)
    page = stranger.get("/cohorts")
    assert "No cohorts yet." in page.text
    assert "Bo" not in page.text
    stranger.get(cohort, status=404)
    stranger.get(f"{cohort}/plans/one", status=404)
    school.browser(school.trainee).get("/cohorts", status=403)


def test_a_module_without_a_plan_has_no_plan_page(school: Any, tmp_path: Path) -> None:
    folder = write_programme(tmp_path / "b", version="2.0", modules=1)
    (folder / "01-one" / "session-plan.md").unlink()
    with school.house.unit() as session:
        draft = services.store_programme(session, content=read_programme(folder), by=SYSTEM)
        cohort = Cohort(
            name="x", version_id=draft.id, node_id=school.node, starts_on=clock.today(), ends_on=clock.today(), capacity=1
        )  # fmt: skip
        session.add(cohort)
    school.browser(school.trainer).get(f"/cohorts/{cohort.id}/plans/one", status=404)
    lead = school.browser(school.lead)
    page = lead.get(f"/programmes/{draft.id}")
    assert page.all("[data-verdict=not-yet] [data-state=to-do] .lms-checklist__text") == [
        "“Module one” has a session plan. Next: Programme lead"
    ]
    assert page.all("form[action$=publish]") == []
    assert "has a session plan" in lead.post(f"/programmes/{draft.id}/publish", status=422).text


def test_a_lead_publishes_adds_a_cohort_and_records_reviewers(school: Any, tmp_path: Path) -> None:
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
    lead.submit(at, {"_version": "7"}, action="/publish", status=409)
    lead.submit(at, action="/publish")
    assert "It does not change any more." in lead.get(at).text
    lead.post(f"{at}/publish", status=422)
    backwards = lead.submit(f"{at}/cohorts/new", {**early, **dates("ends_on", -3)}, status=422)
    assert backwards.errors == ["The last day must be on or after the first day."]
    empty = lead.submit(f"{at}/cohorts/new", {}, status=422)
    assert len(empty.errors) == 5
    lead.submit(f"{at}/cohorts/new", {**early, "name": "x" * 2000}, status=422)
    lead.submit(f"{at}/cohorts/new", {**early, "capacity": "many"}, status=422)
    lead.submit(f"{at}/cohorts/new", {**early, "starts_on-month": "13"}, status=422)
    with school.house.unit() as session:
        elsewhere = make_node(session)
    lead.submit(f"{at}/cohorts/new", {**early, "node": str(elsewhere.id)}, status=422)
    lead.submit(f"{at}/cohorts/new", early)
    with school.house.unit() as session:
        assert session.scalars(sa.select(Cohort.capacity).filter_by(version_id=draft.id)).all() == [8]
    one = lead.submit(f"{at}/one/reviewers", {"first": "Ada", "second": " ada"}, status=422)
    assert one.errors == ["Name two different peer workers who have read this module."]
    lead.submit(f"{at}/one/reviewers", {"first": "Ada", "second": "Grace", "_version": "9"}, status=409)
    lead.submit(f"{at}/one/reviewers", {"first": "Ada", "second": "Grace"})
    assert "Reviewed by Ada, Grace" in lead.get(at).text
    lead.get(f"{at}/nowhere/reviewers", status=404)
    lead.get(f"/programmes/{uuid4()}", status=404)
    for who in (school.trainer, school.trainee):
        school.browser(who).get("/programmes", status=403)
        school.browser(who).post(f"{at}/publish", status=403)


def test_a_lead_is_told_who_waits_and_what_is_not_reviewed(school: Any) -> None:
    lead = school.browser(school.lead)
    assert "Have the modules reviewed 2" in lead.get("/").text
    with school.house.unit() as session:
        here, there = make_person(session), make_person(session)
        places = ((here, school.node, "new"), (there, make_node(session).id, "new"), (there, school.node, "old"))
        for person, node, slug in places:
            session.add(EnrolmentRequest(person_id=person.id, node_id=node, programme_slug=slug))
        for module in session.scalars(sa.select(Module)):
            services.record_reviewers(session, module=module, names=["Ada", "Grace"], by=SYSTEM)
    home = lead.get("/").text
    assert "People wait for a programme 2" in home
    assert "Have the modules reviewed" not in home
    page = lead.get("/programmes")
    assert page.all("[data-state=waiting]") == [
        "1 person waits for “new”. They start as soon as a version of it is published.",
        "1 person waits for “old”. They start as soon as a version of it is published.",
    ]


def test_a_lead_without_programmes_is_told_how_to_begin(house: House) -> None:
    with house.unit() as session:
        lead = make_person(session, {Role.LEAD: make_node(session)})
    assert "peer-lms content import FOLDER --apply" in house.client(lead).get("/programmes").text


def test_enrolments_are_found_for_many_at_once(school: Any, tmp_path: Path) -> None:
    with school.house.unit() as session:
        make_programme(session, tmp_path / "b", version="1.1")
        enrolment = school.of(session)
        assert enrolment.version_id == school.version  # a newer version moves nobody
        latest = queries.latest_enrolments(session, [school.trainee, school.other, uuid4()])
        assert set(latest) == {school.trainee, school.other}
        assert set(queries.enrolments_by_id(session, [school.enrolment])) == {school.enrolment}
        done = queries.modules_done(session, [school.enrolment])[school.enrolment]
        assert (done.done, done.total, done.remaining) == (0, 2, ("Module one", "Module two"))
