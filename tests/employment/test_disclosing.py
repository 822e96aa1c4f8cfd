"""A check that discloses: one named person in HR talks and decides, and everybody else reads "in progress"."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from employment.conftest import Crew, days_ago

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.employment import queries, rules, services
from lms.employment.models import Check, CheckEvent, CheckState
from lms.jobs.models import Job
from lms.people.roles import Role
from lms.people.services import grant
from lms.testing import Client

DBS = "criminal-record"
OTHERS = ("hr2", "manager", "lead", "admin")
HINTS = ("ecision", "talk with them", "not going ahead.", "agreed conditions")
BOARDS = ("/start", "/start.csv")


@pytest.fixture
def disclosed(crew: Crew) -> Crew:
    """The certificate, asked for 19 days ago, came back today; HR has recorded that a decision is needed."""
    with crew.house.unit() as session:
        crew.people["admin"] = crew.people["trainer"]
        grant(
            session,
            person_id=crew.people["trainer"],
            role=Role.ADMIN,
            node_id=crew.nodes["trust"],
            by=crew.actor(session, "hr"),
        )
        with days_ago(19):
            sheet = crew.sheet(session)
            services.record_step(
                session, check=sheet.checks[DBS], start=sheet.start, value="requested", by=crew.actor(session, "hr")
            )
    crew.client("hr").submit(address(crew), {"value": "decision-needed"}, action=address(crew))
    return crew


def address(crew: Crew, end: str = "") -> str:
    return f"/checks/{crew.check_id(DBS)}{end}"


def day(name: str, days: int = 0) -> dict[str, str]:
    on = clock.today() - timedelta(days=days)
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def decide(crew: Crew, **data: str):
    return crew.client("hr").submit(address(crew), data, action=address(crew), status=303)


def pages_of(crew: Crew, key: str) -> dict[str, str]:
    """Every page on which this person could learn where the check is."""
    client: Client = crew.client(key)
    asked = {
        "hr2": (
            *BOARDS,
            crew.path(),
            "/checks",
            "/checks?state=in-progress",
            address(crew),
            address(crew, "/keeper"),
            "/",
        ),
        "manager": (*BOARDS, crew.path(), "/"),
        "lead": (*BOARDS, crew.path(), "/"),
        "admin": ("/admin/audit", "/"),
    }
    return {path: _read(client, path) for path in asked[key]}


def _read(client: Client, path: str) -> str:
    """What a page says, without the words that are there of any check: the filters, and what decisions are."""
    page = client.get(path)
    general = (
        [*page.all("form.lms-filters option"), *page.all("details.nhsuk-details p")] if page.html is not None else []
    )
    text = page.text
    for words in general:
        text = text.replace(words, "")
    return text


def leaks(crew: Crew) -> list[tuple[str, str, str]]:
    return [
        (key, path, hint)
        for key in OTHERS
        for path, text in pages_of(crew, key).items()
        for hint in HINTS
        if hint in text
    ]


def test_the_person_is_invited_to_talk_and_told_who_decides(disclosed: Crew) -> None:
    with disclosed.house.unit() as session:
        job = session.scalars(sa.select(Job)).one()
        assert (job.payload["to"], job.payload["path"]) == (str(disclosed.people["person"]), "/start/mine")
        assert "would like to talk with you. Nothing is decided before you have" in job.payload["body"]
        assert not [word for word in ("check", "DBS", "criminal", "mental", "peer") if word in str(job.payload)]
    text = disclosed.client("person").get("/start/mine").text
    assert "a decision is needed. One named person in HR talks with you before anything is decided" in text
    assert "Who looks after it Hr, in HR" in text


def test_everybody_else_reads_in_progress(disclosed: Crew) -> None:
    assert leaks(disclosed) == []
    hr2 = disclosed.client("hr2")
    assert "19 days" in hr2.get("/start").text
    assert hr2.get(address(disclosed)).all("main .nhsuk-tag") == ["In progress"]
    assert "Hr looks after this check" in hr2.get(address(disclosed)).text
    assert len(hr2.get("/checks?state=in-progress").all(".lms-queue__row")) == 1
    assert hr2.get("/checks?state=decision-needed").all(".lms-queue__row") == []
    assert disclosed.client("hr").get("/checks?state=in-progress").all(".lms-queue__row") == []
    assert len(disclosed.client("hr").get("/checks?state=decision-needed").all(".lms-queue__row")) == 1


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("fault", ["everybody in HR is inside", "the list forgets who asks", "the audit says it all"])
def test_a_leak_is_found(disclosed: Crew, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    if fault == "everybody in HR is inside":
        monkeypatch.setattr(rules, "inside", lambda _check, _reader: True)
        found = {(key, path) for key, path, _hint in leaks(disclosed)}
        assert {("hr2", "/start"), ("hr2", "/start.csv"), ("hr2", address(disclosed))} <= found
    elif fault == "the list forgets who asks":
        monkeypatch.setattr(queries.checks, "_in_state", lambda state, _actor: Check.state == CheckState(state))
        hr2 = disclosed.client("hr2")
        assert len(hr2.get("/checks?state=decision-needed").all(".lms-queue__row")) == 1
    else:
        monkeypatch.setattr(rules, "public_state", lambda check, _today: check.state)
        with disclosed.house.unit() as session:
            services.checks.note(
                session, *_check_and_start(disclosed, session), disclosed.actor(session, "hr"), "decision-needed", ""
            )
        assert ("admin", "/admin/audit") in {(key, path) for key, path, _hint in leaks(disclosed)}


def _check_and_start(crew: Crew, session):
    sheet = crew.sheet(session)
    return sheet.checks[DBS], sheet.start


def test_a_decision_needs_a_talk_and_keeps_its_day_alone(disclosed: Crew) -> None:
    hr = disclosed.client("hr")
    sent = {"value": "going-ahead-agreed", "conditions": "Works alongside a colleague until March."}
    page = hr.submit(address(disclosed), sent, action=address(disclosed), status=422)
    assert page.errors == ["Talk with them first. Enter the day you talked, or tick that they chose not to."]
    assert "Works alongside a colleague until March." in page.text
    late = hr.submit(address(disclosed), {**sent, **day("talked_on", -1)}, action=address(disclosed), status=422)
    assert late.errors == ["This date is in the future. Enter today or an earlier day."]
    decide(disclosed, **sent, **day("talked_on", 1))
    assert "Going ahead with agreed conditions" in hr.get(address(disclosed)).text
    assert "Works alongside a colleague" in disclosed.client("person").get("/start/mine").text
    assert leaks(disclosed) == []
    assert disclosed.client("hr2").get(address(disclosed)).all("main .nhsuk-tag") == ["Done"]
    with disclosed.house.unit() as session:
        check = disclosed.sheet(session).checks[DBS]
        assert (check.talked_on, check.settled) == (clock.today() - timedelta(days=1), True)


def test_somebody_who_would_rather_not_talk_is_decided_about_too(disclosed: Crew) -> None:
    decide(disclosed, value="going-ahead", talk_declined="y")
    with disclosed.house.unit() as session:
        check = disclosed.sheet(session).checks[DBS]
        said = session.scalars(sa.select(CheckEvent.what).filter_by(check_id=check.id)).all()
        assert (check.talked_on, check.settled) == (None, True)
        assert "talk-declined" in said


def test_two_people_decide_that_it_is_not_going_ahead(disclosed: Crew) -> None:
    hr, hr2 = disclosed.client("hr"), disclosed.client("hr2")
    sent = {"value": "not-going-ahead", **day("talked_on")}
    page = hr.submit(address(disclosed), sent, action=address(disclosed), status=422)
    assert page.errors == ["Choose somebody else in HR who looks at this too. Two people decide."]
    assert str(disclosed.people["hr"]) not in page.attributes("select[name=second] option", "value")
    decide(disclosed, **sent, second=str(disclosed.people["hr2"]))
    assert "Hr2 has been asked to look at this too" in hr.get(address(disclosed)).text
    assert "Two people in HR look at it now" in hr2.get("/start").text
    assert leaks_for_manager(disclosed) == []
    assert "talks with you before anything is decided" in disclosed.client("person").get("/start/mine").text
    hr2.submit(address(disclosed), action="/second/back")
    assert "has been asked" not in hr.get(address(disclosed)).text
    hr2.post(address(disclosed, "/second/agree"), status=422)
    assert "In progress" in hr2.get(address(disclosed)).all("main .nhsuk-tag")
    decide(disclosed, **sent, second=str(disclosed.people["hr2"]))
    hr2.submit(address(disclosed), action="/second/agree")
    assert "HR talks with you about what this means" in disclosed.client("person").get("/start/mine").text
    assert hr.get(address(disclosed)).all("main p .nhsuk-tag") == ["Not going ahead"]
    assert leaks_for_manager(disclosed) == []


def test_nobody_answers_once_the_start_is_not_going_ahead(disclosed: Crew) -> None:
    second = str(disclosed.people["hr2"])
    decide(disclosed, value="not-going-ahead", second=second, **day("talked_on"))
    with disclosed.house.unit() as session:
        services.withdraw(session, start=disclosed.sheet(session).start, by=disclosed.actor(session, "hr"))
    page = disclosed.client("hr2").post(address(disclosed, "/second/agree"), status=422)
    assert "This start is not going ahead, so its checks no longer change." in page.text


def leaks_for_manager(crew: Crew) -> list[str]:
    return [hint for text in pages_of(crew, "manager").values() for hint in HINTS if hint in text]


def test_the_keeper_alone_carries_it_on_and_hands_it_over(disclosed: Crew) -> None:
    hr2 = disclosed.client("hr2")
    page = hr2.post(address(disclosed), {"value": "going-ahead"}, status=422)
    assert page.errors == ["Somebody else in HR looks after this check. They record what happens next."]
    hr2.post(address(disclosed, "/chase"), status=422)
    page = hr2.post(address(disclosed, "/keeper"), {"person": str(disclosed.people["hr2"])}, status=422)
    assert page.errors == ["Somebody else in HR looks after this check. They can hand it over to you."]
    disclosed.client("hr").submit(address(disclosed, "/keeper"), {"person": str(disclosed.people["hr2"])})
    assert "decision needed" in hr2.get("/start").text
    assert "ecision" not in disclosed.client("hr").get("/start").text
    assert "Who looks after it Hr2, in HR" in disclosed.client("person").get("/start/mine").text


def test_a_check_whose_keeper_has_left_is_taken_over(disclosed: Crew) -> None:
    with disclosed.house.unit() as session:
        disclosed.sheet(session).checks[DBS].keeper_id = disclosed.people["charity_hr"]
    hr2 = disclosed.client("hr2")
    hr2.submit(address(disclosed, "/keeper"), {"person": str(disclosed.people["hr2"])})
    assert "decision needed" in hr2.get("/start").text


def test_any_check_can_be_looked_after_so_that_a_keeper_says_nothing(crew: Crew) -> None:
    for sent in ("", str(crew.people["charity_hr"]), str(crew.people["person"])):
        assert crew.client("hr").submit(address(crew, "/keeper"), {"person": sent}, status=422).errors
    crew.client("hr").submit(address(crew, "/keeper"), {"person": str(crew.people["hr"])})
    crew.client("hr").submit(address(crew), {"value": "in-progress"}, action=address(crew))
    page = crew.client("hr2").get(address(crew))
    assert page.all("main .nhsuk-tag") == ["In progress"]
    assert "Hr looks after this check" in page.text
    crew.client("hr").submit(address(crew), {"value": "going-ahead"}, action=address(crew))
    assert "Going ahead" not in crew.client("hr2").get(address(crew)).text


def test_what_is_decided_leaves_its_marks(disclosed: Crew) -> None:
    decide(disclosed, value="going-ahead", **day("talked_on"))
    with disclosed.house.unit() as session:
        check = disclosed.check_id(DBS)
        rows = session.scalars(sa.select(AuditEvent).filter_by(subject_id=check).order_by(AuditEvent.created_at)).all()
        said = [row.action for row in rows if row.action != "check.opened"]
        assert said == ["check.requested", "check.in-progress", "check.done"]  # as of any check that took a while
        assert {tuple(row.details) for row in rows} == {("code",)}
        events = sa.select(CheckEvent.what).filter_by(check_id=check).order_by(CheckEvent.created_at)
        assert list(session.scalars(events)) == ["requested", "decision-needed", "talked", "done"]
