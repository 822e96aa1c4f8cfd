"""A last day that was recorded wrongly: another in its place, or taken back with all that followed from it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from employment.conftest import Crew
from employment.test_leaving import WHY, begin, left, parts

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.text import day
from lms.employment import queries
from lms.employment.models import Leaving, Start, StartState, Waiver
from lms.employment.services import correcting
from lms.jobs.models import Job
from lms.people.models import Grant, Person
from lms.people.retention import left as role_ended
from lms.people.roles import Role
from lms.recruitment.models import Route

STAYS, OTHER = {"right": "stays", "why": "agreed"}, {"right": "other-day", "why": "mistyped"}
AT = "/last-day"


@pytest.fixture
def gone(crew: Crew) -> Crew:
    """Somebody in post for thirty days, who is said to have left today, and HR wrote down why."""
    with crew.house.unit() as session:
        crew.settle_checks(session)
        begin(crew, session, crew.start_id)
    left(crew, reason=WHY)
    return crew


def roles(crew: Crew) -> list[tuple[Role, date | None]]:
    """The roles that the person holds, or held, in the team."""
    with crew.house.unit() as session:
        query = sa.select(Grant.role, Grant.ends_on).filter_by(person_id=crew.people["person"])
        return sorted(tuple(row) for row in session.execute(query.filter_by(node_id=crew.nodes["north"])))


def in_audit(crew: Crew, action: str) -> list[dict[str, Any]]:
    with crew.house.unit() as session:
        return [dict(details) for details in session.scalars(sa.select(AuditEvent.details).filter_by(action=action))]


def clock_of_retention(crew: Crew) -> date | None:
    with crew.house.unit() as session:
        return session.scalar(sa.select(role_ended(Person.id)).where(Person.id == crew.people["person"]))


def mails(crew: Crew) -> list[str]:
    """The keys of the letters about the start, oldest first."""
    with crew.house.unit() as session:
        keys = session.scalars(sa.select(Job.key).order_by(Job.created_at, Job.id))
        return [key for key in keys if f"start-{crew.start_id}-l" in key]


@pytest.mark.parametrize("who", ["hr", "manager"])
def test_taken_back_everything_goes_on_as_if_nobody_had_left(gone: Crew, who: str) -> None:
    today = clock.today()
    assert roles(gone) == [(Role.PEER, today), (Role.TRAINEE, today)]
    assert clock_of_retention(gone) == today
    with clock.frozen(clock.now() + timedelta(days=3)):
        gone.client("person").get("/learn", status=403)
        page = gone.client(who).get(gone.path("/leaving"))
        assert gone.path(AT) in page.attributes("main a", "href")
        done = gone.client(who).submit(gone.path(AT), STAYS, action=AT)
        assert done.location == gone.path()
        shown = gone.client("hr").get(gone.path())
        assert ("Last day" in shown.text, "They have left" in shown.text) == (False, False)
        gone.client("person").get("/learn")
        assert "Person" in gone.client("supervisor").get("/supervision").text
    assert roles(gone) == [(Role.PEER, None), (Role.TRAINEE, None)]
    assert clock_of_retention(gone) is None, "no clock runs for whoever is here"
    with gone.house.unit() as session:
        start = session.get_one(Start, gone.start_id)
        assert (start.state, start.left_on, start.on_board) == (StartState.STARTED, None, False)
        assert queries.left_post(session, gone.people["person"]) is None
        assert session.scalars(sa.select(Leaving)).all() == [], "nothing is left that it would be about"
    assert in_audit(gone, "start.leaving-taken-back") == [{"why": "agreed", "before": today.isoformat()}]
    assert len(mails(gone)) == 2, "that they left, and that there is news"


def test_another_day_moves_the_roles_and_the_clock_with_it(gone: Crew) -> None:
    today, earlier = clock.today(), clock.today() - timedelta(days=10)
    gone.client("manager").submit(gone.path(AT), {**OTHER, **parts(earlier)}, action=AT)
    assert roles(gone) == [(Role.PEER, earlier), (Role.TRAINEE, earlier)]
    assert clock_of_retention(gone) == earlier
    assert f"to {day(earlier)}." in gone.client("person").get("/start/mine").text
    assert WHY in gone.client("hr").get(gone.path("/leaving")).text, "why they left is as true as before"
    gone.client("hr").submit(gone.path(AT), {**OTHER, **parts(today)}, action=AT)
    assert roles(gone) == [(Role.PEER, today), (Role.TRAINEE, today)], "and forward again"
    assert [(said["before"], said["day"]) for said in in_audit(gone, "start.last-day-changed")] == [
        (today.isoformat(), earlier.isoformat()), (earlier.isoformat(), today.isoformat()),
    ]  # fmt: skip
    assert len(set(mails(gone))) == 3, "the same day once more is news once more, and no letter is taken for another"


def test_a_role_that_ended_before_stays_ended(gone: Crew) -> None:
    before = clock.today() - timedelta(days=20)
    with gone.house.unit() as session:
        held = session.scalars(sa.select(Grant).filter_by(person_id=gone.people["person"], role=Role.TRAINEE)).one()
        held.ends_on = before
    gone.client("hr").submit(gone.path(AT), STAYS, action=AT)
    assert roles(gone) == [(Role.PEER, None), (Role.TRAINEE, before)]


@pytest.mark.on("sqlite")
def test_the_planted_fault_a_take_back_that_forgets_the_roles(gone: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(correcting, "go_on_in_roles", lambda *_asked, **_more: None)
    gone.client("hr").submit(gone.path(AT), STAYS, action=AT)
    assert roles(gone) != [(Role.PEER, None), (Role.TRAINEE, None)]


@pytest.mark.on("sqlite")
def test_what_was_agreed_to_follow_is_on_the_board_again(gone: Crew) -> None:
    with gone.house.unit() as session:
        ends = clock.today() + timedelta(days=30)
        hr = gone.people["hr"]
        session.add(Waiver(start_id=gone.start_id, code="references", approver_id=hr, reason="Agreed.", ends_on=ends))
    gone.client("hr").submit(gone.path(AT), STAYS, action=AT)
    with gone.house.unit() as session:
        assert session.get_one(Start, gone.start_id).on_board is True


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("days", "error"),
    [
        (None, "Enter their last day."),
        (0, "This is the day that is recorded already. Enter the right one."),
        (1, "This day is still to come. Record it on their last day or after it."),
        (-31, "This day is before they started. Enter their last day here."),
    ],
)
def test_a_day_that_cannot_be_is_refused(gone: Crew, days: int | None, error: str) -> None:
    written = {} if days is None else parts(clock.today() + timedelta(days=days))
    page = gone.client("hr").submit(gone.path(AT), {**OTHER, **written}, action=AT, status=422)
    assert page.errors == [error]
    assert roles(gone) == [(Role.PEER, clock.today()), (Role.TRAINEE, clock.today())]


@pytest.mark.on("sqlite")
def test_whoever_came_back_is_not_taken_back(gone: Crew) -> None:
    with clock.frozen(clock.now() + timedelta(days=5)):
        with gone.house.unit() as session:
            again = gone.open_start(session, "person", "south", Route.TRAIN_THEN_APPLY)
        page = gone.client("hr").submit(gone.path(AT), STAYS, action=AT, status=422)
        assert "They have a later start since." in page.text
        gone.client("hr").submit(gone.path(AT), {**OTHER, **parts(clock.today() - timedelta(days=6))}, action=AT)
        _give_up(gone, again)
        gone.client("hr").submit(gone.path(AT), STAYS, action=AT)
    assert roles(gone)[0] == (Role.PEER, None), "once the later start is not going ahead"


def _give_up(crew: Crew, start_id: UUID) -> None:
    with crew.house.unit() as session:
        session.get_one(Start, start_id).state = StartState.WITHDRAWN


@pytest.mark.on("sqlite")
def test_whoever_has_not_left_has_nothing_to_take_back(crew: Crew) -> None:
    page = crew.client("hr").get(crew.path(AT))
    assert (page.all("main form"), "No last day is recorded here" in page.text) == ([], True)
    crew.client("hr").post(crew.path(AT), STAYS, status=422)
    crew.client("charity_hr").get(crew.path(AT), status=404)


@pytest.mark.on("sqlite")
def test_two_officers_at_once_the_second_reads_that_it_was_changed(gone: Crew) -> None:
    first, second = gone.client("hr"), gone.client("hr2")
    form = second.get(gone.path(AT)).fields(AT)
    first.submit(gone.path(AT), {**OTHER, **parts(clock.today() - timedelta(days=2))}, action=AT)
    second.post(gone.path(AT), {**form, **STAYS}, status=409)
    assert roles(gone)[0] == (Role.PEER, clock.today() - timedelta(days=2))


def test_a_day_beside_they_have_not_left_is_asked_about(gone: Crew) -> None:
    """Taking back deletes why they left: it is not done while it is not clear which of the two is meant."""
    shown = gone.client("hr").submit(gone.path(AT), {**STAYS, **parts(clock.today())}, action=AT, status=422)
    assert "If they have not left, leave this empty." in shown.text
    assert shown.fields()["last_day-year"] == str(clock.today().year), "what was typed is kept"
    assert WHY in gone.client("hr").get(gone.path("/leaving")).text
    assert in_audit(gone, "start.leaving-taken-back") == []
