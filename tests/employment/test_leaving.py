"""Leaving a post: what ends, what stays, who reads why; and which checks come along to a later one."""

from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from employment.conftest import Crew
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.text import day
from lms.employment import queries, rules, services
from lms.employment.models import CheckEvent, Leaving, Start, StartState
from lms.people.models import Grant
from lms.people.roles import Role
from lms.recruitment.models import Route

WHY = "He wrote that he moves to Leeds."


def parts(when: date) -> dict[str, str]:
    return {"last_day-day": str(when.day), "last_day-month": str(when.month), "last_day-year": str(when.year)}


def begin(crew: Crew, session: Session, start_id: UUID, days: int = 30) -> Start:
    """Somebody has been in post for so many days."""
    start = session.get_one(Start, start_id)
    start.state, start.start_date = StartState.STARTED, clock.today() - timedelta(days=days)
    start.supervisor_id = crew.people["supervisor"]
    session.add(Grant(person_id=start.person_id, role=Role.PEER, node_id=start.node_id))
    return start


@pytest.fixture
def working(crew: Crew) -> Crew:
    with crew.house.unit() as session:
        crew.settle_checks(session)
        begin(crew, session, crew.start_id)
    return crew


def left(crew: Crew, who: str = "hr", **more: str) -> None:
    crew.client(who).submit(crew.path("/leaving"), {**parts(clock.today()), **more})


def test_the_roles_end_with_the_day_and_the_record_stays(working: Crew) -> None:
    left(working)
    person = working.people["person"]
    with working.house.unit() as session:
        held = session.execute(sa.select(Grant.role, Grant.node_id, Grant.ends_on).filter_by(person_id=person))
        trust, north, today = working.nodes["trust"], working.nodes["north"], clock.today()
        assert sorted(tuple(row) for row in held) == [
            (Role.APPLICANT, trust, None), (Role.PEER, north, today), (Role.TRAINEE, north, today),
        ]  # fmt: skip
        assert queries.left_post(session, person) == today
        assert queries.left_post(session, working.people["stranger"]) is None
    supervisor = working.client("supervisor")
    assert "Person" not in supervisor.get("/supervision").all("td")
    assert working.path() not in working.client("hr").get("/start").attributes("main a", "href")
    assert working.client("hr").get("/start?state=left").all("main .nhsuk-tag")[0] == "Left"
    assert "Nothing more is asked of anybody here" in working.client("manager").get(working.path()).text
    with clock.frozen(clock.now() + timedelta(days=1)):
        mine = working.client("person").get("/start/mine")
        assert f"to {day(today)}. What you did and were given here stays yours." in mine.text
        working.client("person").get("/learn", status=403)


@pytest.mark.on("sqlite")
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(working: Crew) -> None:
    hr, today = working.client("hr"), clock.today()
    late = hr.submit(
        working.path("/leaving"), {**parts(today + timedelta(days=1)), "reason": WHY}, action="/leaving", status=422
    )
    assert late.errors == ["This day is still to come. Record it on their last day or after it."]
    assert WHY in late.text
    early = hr.submit(working.path("/leaving"), parts(today - timedelta(days=31)), action="/leaving", status=422)
    assert early.errors == ["This day is before they started. Enter their last day here."]
    with working.house.unit() as session:
        assert session.get_one(Start, working.start_id).left_on is None
    left(working)
    again = working.client("hr").post(working.path("/leaving"), parts(today), status=422)
    assert "they have left already" in again.text
    manager = working.client("hr").post(
        working.path("/manager"), {"person": str(working.people["manager"])}, status=422
    )
    assert "They have left this post, so nobody is named for it any more." in manager.text
    with working.house.unit() as session:
        unbegun = working.open_start(session, "stranger")
    nothing = hr.get(f"/start/{unbegun}/leaving")
    assert (nothing.all("main form"), "They have not started in this post" in nothing.text) == ([], True)


def test_only_who_wrote_the_reason_reads_it_and_others_cannot_tell(working: Crew) -> None:
    with working.house.unit() as session:
        other = begin(working, session, working.open_start(session, "stranger")).id
    assert "reason" not in working.client("manager").get(working.path("/leaving")).fields("/leaving")
    left(working, reason=WHY)
    working.client("hr").submit(f"/start/{other}/leaving", parts(clock.today()))
    assert WHY in working.client("hr").get(working.path("/leaving")).text
    with_reason, without = (
        {
            (who, end): working.client(who).get(f"/start/{start_id}{end}").text.replace(name, "they")
            for who in ("hr2", "manager")
            for end in ("", "/leaving")
        }
        for start_id, name in ((working.start_id, "Person"), (other, "Stranger"))
    )
    assert {key for key in with_reason if "/leaving" in key[1]} and WHY not in str(with_reason)
    leaving = [key for key in with_reason if key[1] == "/leaving"]
    assert [with_reason[key] for key in leaving] == [without[key] for key in leaving]
    working.client("charity_hr").get(working.path("/leaving"), status=404)
    with working.house.unit() as session:
        assert session.scalars(sa.select(Leaving.start_id)).all() == [working.start_id]


@pytest.mark.on("sqlite")
def test_a_manager_records_the_day_and_no_reason(working: Crew) -> None:
    working.client("manager").post(working.path("/leaving"), {**parts(clock.today()), "reason": WHY})
    with working.house.unit() as session:
        assert session.get_one(Start, working.start_id).left_on == clock.today()
        assert session.scalars(sa.select(Leaving)).all() == []


def states(crew: Crew, session: Session, start_id: UUID) -> dict[str, str]:
    checks = queries.sheet_of(session, start_id).checks
    return {code: rules.shown_state(check, clock.today()).value for code, check in checks.items()}


ANEW = dict.fromkeys(("identity", "right-to-work", "references", "criminal-record", "work-health"), "not-started")


def come_again(crew: Crew, team: str) -> UUID:
    with crew.house.unit() as session:
        return crew.open_start(session, "person", team, Route.TRAIN_THEN_APPLY)


def test_checks_come_along_with_the_same_employer_and_what_ran_out_is_asked(
    working: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    with working.house.unit() as session:
        check = working.sheet(session).checks["right-to-work"]
        check.outcome, check.expires_on = "confirmed-until", clock.today() + timedelta(days=100)
        working.sheet(session).checks["references"].keeper_id = working.people["hr2"]
    left(working)
    with clock.frozen(clock.now() + timedelta(days=425)):
        south, charity = come_again(working, "south"), come_again(working, "charity")
        monkeypatch.setattr(rules, "employer", lambda _path, _organisations: "anybody")
        everywhere = come_again(working, "charity")
        with working.house.unit() as session:
            assert states(working, session, south) == {
                **dict.fromkeys(ANEW, "done"), "right-to-work": "expired", "qualifications": "not-required",
            }  # fmt: skip
            assert states(working, session, charity) == {**ANEW, "qualifications": "not-required"}
            assert states(working, session, everywhere)["identity"] == "done", "the planted fault is seen"
            checks = queries.sheet_of(session, south).checks
            assert checks["references"].keeper_id == working.people["hr2"]
            assert (checks["identity"].outcome, checks["identity"].conditions) == ("confirmed", "")
            said = session.scalars(sa.select(CheckEvent.what).filter_by(check_id=checks["identity"].id)).all()
            assert said == ["carried"]
            assert states(working, session, working.start_id)["right-to-work"] == "expired", "nothing is erased"


@pytest.mark.on("sqlite")
def test_who_never_began_brings_nothing_along(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.settle_checks(session)
        services.withdraw(session, start=crew.sheet(session).start, by=crew.actor(session, "hr"))
    again = come_again(crew, "south")
    with crew.house.unit() as session:
        assert states(crew, session, again) == {**ANEW, "qualifications": "not-required"}


@pytest.mark.parametrize(("path", "expected"), [("a/b/c/", "a/b/"), ("a/x/", "a/"), ("z/", ""), ("a/b/", "a/b/")])
def test_the_nearest_organisation_is_the_employer(path: str, expected: str) -> None:
    assert rules.employer(path, ["a/", "a/b/"]) == expected
