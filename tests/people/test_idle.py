"""A sign-in that nobody uses runs out: later for one's own record alone, never while somebody still writes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from people.conftest import joined, sign_in

from lms.core import clock
from lms.core.settings import Settings
from lms.people import doors, identity
from lms.people.idle import longest, run_out
from lms.people.models import Grant
from lms.people.roles import Role
from lms.testing import House, make_node, make_person

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WEEK, DAY, NOTED, SECOND = timedelta(days=7), timedelta(days=1), timedelta(minutes=15), timedelta(seconds=1)
A_WEEK = {"applicant", "trainee", "peer"}


def test_how_long_each_role_may_stay_away() -> None:
    settings = Settings()
    assert {role.value for role in Role if longest([role.value], settings) == WEEK} == A_WEEK
    assert {longest([role.value], settings) for role in Role if role.value not in A_WEEK} == {DAY}
    assert longest([], settings) == WEEK
    assert longest(["trainee", "assessor"], settings) == DAY


def test_one_from_before_last_uses_were_noted_has_not_run_out() -> None:
    assert not run_out(None, ["admin"], Settings(), now=NOON)


def opens(house: House, role: Role, *away: timedelta) -> list[int]:
    """What somebody of this role gets who signs in at noon, and comes back after so long each time."""
    with house.unit() as session:
        person = make_person(session, {role: make_node(session)})
    at = NOON
    with clock.frozen(at):
        browser = house.client(person)
    got = []
    for one in away:
        at += one
        with clock.frozen(at):
            got.append(browser.status("GET", "/account"))
    return got


@pytest.mark.parametrize(("role", "most"), [(Role.TRAINEE, WEEK), (Role.ASSESSOR, DAY)])
def test_it_runs_out_when_it_lies_unused(house: House, role: Role, most: timedelta) -> None:
    assert opens(house, role, most + NOTED, most + NOTED, most + NOTED + SECOND) == [200, 200, 302]


@pytest.mark.on("sqlite")
def test_without_the_rule_it_would_go_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "run_out", lambda *_asked, now: False)
    assert opens(house, Role.ASSESSOR, 2 * DAY) == [200]


@pytest.mark.on("sqlite")
def test_a_password_does_not_run_out(house: House) -> None:
    joined(house)
    with clock.frozen(clock.now() + timedelta(days=3650)):
        browser = house.client()
        sign_in(browser)
        assert browser.get("/").h1 == "Hello, Ada"


@pytest.mark.on("sqlite")
def test_it_stays_over_and_is_not_listed(house: House) -> None:
    with house.unit() as session:
        person = make_person(session, {Role.ASSESSOR: make_node(session)}).id
    with clock.frozen(NOON):
        browser = house.client(person)
    with clock.frozen(NOON + 2 * DAY):
        browser.get("/account", status=302)
        browser.get("/account", status=302)
        page = house.client(person).get("/account")
    assert len(page.attributes("form[action$='/end']", "action")) == 1


def signed_in(house: House, role: Role, ends_on: date | None = None) -> tuple[int, int]:
    """Somebody who signed in on two devices, and two days later on a third: how many their account lists, and their data."""
    with house.unit() as session:
        grant = {"person_id": make_person(session).id, "node_id": make_node(session).id, "role": role}
        session.add(Grant(**grant, ends_on=ends_on))
        own = Grant(**{**grant, "role": Role.TRAINEE})
        session.add(own)
    with clock.frozen(NOON):
        for _device in range(2):
            house.client(grant["person_id"])
    with clock.frozen(NOON + 2 * DAY):
        browser = house.client(grant["person_id"])
        account, held = browser.get("/account"), browser.get("/account/data.json").reply.json
    (rows,) = [section["rows"] for section in held if section["code"] == "sessions"]
    return len(account.attributes("form[action$='/end']", "action")), len(rows)


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("role", "ends_on", "listed"),
    [
        (Role.ASSESSOR, None, 1),
        (Role.ASSESSOR, (NOON + 2 * DAY).date(), 1),
        (Role.ASSESSOR, (NOON + DAY).date(), 3),
        (Role.TRAINEE, None, 3),
    ],
)
def test_what_is_held_about_oneself_lists_the_same(house: House, role: Role, ends_on: date | None, listed: int) -> None:
    """An assessor's of two days ago has run out, a trainee's has not, nor that of somebody who was an assessor until then."""
    assert signed_in(house, role, ends_on) == (listed, listed)


@pytest.mark.on("sqlite")
def test_the_planted_fault_what_ran_out_is_listed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "run_out", lambda *_asked, now: False)
    assert signed_in(house, Role.ASSESSOR) == (3, 3)
