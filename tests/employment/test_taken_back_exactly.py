"""A leaving taken back leaves nothing behind: a role that had an end of its own has it again, and a pause goes on."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from conftest import Told
from employment.conftest import Crew
from employment.test_last_day_put_right import AT, OTHER, STAYS, clock_of_retention, roles
from employment.test_leaving import begin, left, parts

from lms.core import clock
from lms.employment.models import Start, StartState
from lms.employment.services import correcting
from lms.people.models import Grant
from lms.people.roles import Role
from lms.testing import Client, House
from modules.models import EnrolmentState
from modules.services import returning

TODAY = clock.today()
OWN = TODAY + timedelta(days=10)  # the end that the role as a trainee has by itself
DAY = timedelta(days=1)


def ends_by_itself(crew: Crew, day: date) -> None:
    with crew.house.unit() as session:
        mine = sa.select(Grant).filter_by(person_id=crew.people["person"], role=Role.TRAINEE)
        session.scalars(mine).one().ends_on = day


def leaves(crew: Crew, own: date) -> Crew:
    """Somebody in post for thirty days, whose role as a trainee ends by itself, is said to have left today."""
    with crew.house.unit() as session:
        crew.settle_checks(session)
        begin(crew, session, crew.start_id)
    ends_by_itself(crew, own)
    left(crew)
    return crew


def put_right(crew: Crew, day: date | None) -> list[tuple[Role, date | None]]:
    """HR takes it back, or puts another day; gives the roles in the team afterwards."""
    crew.client("hr").submit(crew.path(AT), STAYS if day is None else {**OTHER, **parts(day)}, action=AT)
    return roles(crew)


def test_a_role_with_an_end_of_its_own_has_it_again(crew: Crew) -> None:
    leaves(crew, OWN)
    assert roles(crew) == [(Role.PEER, TODAY), (Role.TRAINEE, TODAY)]
    assert "each with the end it had, if any" in crew.client("hr").get(crew.path(AT)).text
    assert put_right(crew, None) == [(Role.PEER, None), (Role.TRAINEE, OWN)]
    assert clock_of_retention(crew) is None
    left(crew)
    assert put_right(crew, None) == [(Role.PEER, None), (Role.TRAINEE, OWN)], "and once more"


def test_so_it_has_after_other_days_in_between(crew: Crew) -> None:
    """The last day goes to and fro around the end that the role has by itself: no role goes on past that."""
    leaves(crew, TODAY - 5 * DAY)
    early, late = TODAY - 8 * DAY, TODAY - 3 * DAY
    assert put_right(crew, early) == [(Role.PEER, early), (Role.TRAINEE, early)]
    assert put_right(crew, late) == [(Role.PEER, late), (Role.TRAINEE, TODAY - 5 * DAY)]
    assert put_right(crew, early) == [(Role.PEER, early), (Role.TRAINEE, early)]
    assert clock_of_retention(crew) == early
    assert put_right(crew, None) == [(Role.PEER, None), (Role.TRAINEE, TODAY - 5 * DAY)]


@pytest.mark.on("sqlite")
def test_a_role_that_ended_by_itself_on_that_very_day_stays_ended(crew: Crew) -> None:
    leaves(crew, TODAY)
    assert put_right(crew, None) == [(Role.PEER, None), (Role.TRAINEE, TODAY)]


@pytest.mark.on("sqlite")
def test_what_an_administrator_has_changed_meanwhile_stays(crew: Crew) -> None:
    leaves(crew, OWN)
    ends_by_itself(crew, TODAY + 3 * DAY)
    assert put_right(crew, None) == [(Role.PEER, None), (Role.TRAINEE, TODAY + 3 * DAY)]


@pytest.mark.on("sqlite")
def test_a_leaving_from_before_it_was_noted_is_taken_back_as_ever(crew: Crew) -> None:
    """Also once its day was changed: what was not noted then is not made up now."""
    leaves(crew, OWN)
    with crew.house.unit() as session:
        session.get_one(Start, crew.start_id).ended_roles = None
    assert "go on without an end" in crew.client("hr").get(crew.path(AT)).text
    earlier = TODAY - DAY
    assert put_right(crew, earlier) == [(Role.PEER, earlier), (Role.TRAINEE, earlier)]
    assert put_right(crew, None) == [(Role.PEER, None), (Role.TRAINEE, None)]


@pytest.mark.on("sqlite")
def test_the_planted_fault_ends_that_are_forgotten(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(correcting, "_own_ends", lambda _start: None)
    leaves(crew, OWN)
    assert put_right(crew, None) == [(Role.PEER, None), (Role.TRAINEE, None)]


class Learner:
    """Siân of the demo, in post since a month ago and still learning."""

    def __init__(self, house: House, told: Told) -> None:
        self.house, self.people = house, told.story.people
        self.start = told.story.things["start.trainee"]
        with house.unit() as session:
            start = session.get_one(Start, self.start)
            start.state, start.start_date = StartState.STARTED, TODAY - 30 * DAY

    def at(self, who: str) -> Client:
        """Somebody's browser."""
        return self.house.client(self.people[who])

    def said_to_have_left(self) -> None:
        """HR records that she has left, and takes it back."""
        hr, path = self.at("hr"), f"/start/{self.start}"
        hr.submit(f"{path}/leaving", parts(TODAY))
        assert self.buttons == set(), "it is put off"
        hr.submit(f"{path}{AT}", STAYS, action=AT)

    @property
    def buttons(self) -> set[str]:
        """What she can do on her learning page: pause, or come back."""
        found = self.at("trainee").get("/learn").attributes("main form", "action")
        return {action.rpartition("/")[2] for action in found} & {"pause", "resume"}


@pytest.fixture
def learner(demo_house: House, told: Told) -> Learner:
    return Learner(demo_house, told)


@pytest.mark.on("sqlite")
def test_a_pause_goes_on(learner: Learner) -> None:
    assert learner.buttons == {"pause"}
    learner.at("trainee").submit("/learn", action="/pause")
    assert learner.buttons == {"resume"}
    learner.said_to_have_left()
    assert learner.buttons == {"resume"}, "nobody has to press it anew"
    learner.at("trainee").submit("/learn", action="/resume")
    learner.said_to_have_left()
    assert learner.buttons == {"pause"}, "and nobody is paused who was not"


@pytest.mark.on("sqlite")
def test_the_planted_fault_a_pause_that_is_forgotten(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returning, "EnrolmentState", Forgetful)
    learner.at("trainee").submit("/learn", action="/pause")
    learner.said_to_have_left()
    assert learner.buttons == {"pause"}


class Forgetful:
    """The states of learning, of which no enrolment is ever seen to be paused."""

    PAUSED: Any = object()
    ACTIVE, COMPLETED, DEFERRED = EnrolmentState.ACTIVE, EnrolmentState.COMPLETED, EnrolmentState.DEFERRED
