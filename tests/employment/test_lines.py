"""Checklists: the words, the hook, and the same number of statements for everybody."""

from dataclasses import replace
from datetime import timedelta

import pytest
from employment.conftest import LINES, OUTCOMES, Crew, days_ago

from lms.core import clock, trace
from lms.core.verdict import Link, Reason
from lms.employment import gates, queries, services
from lms.employment.hats import eyes_of, hats_of
from lms.employment.lines import Mark, chased_words
from lms.employment.models import CheckState
from lms.employment.rules import Eyes
from lms.employment.services.checks import StepFacts
from lms.plugins import Gate, GateLine, hookimpl
from lms.recruitment.models import Route


def words(crew: Crew, eyes: Eyes, reader: str = "hr") -> dict[str, tuple[str, str]]:
    with crew.house.unit() as session:
        one = gates.checklists(session, [replace(crew.sheet(session), reader=crew.people[reader])], eyes)[0]
        return {line.code: (str(line.reason.text), str(line.reason.who)) for line in one.lines}


def test_a_new_start_says_who_acts_next(crew: Crew) -> None:
    said = words(crew, Eyes.OTHERS)
    assert said["identity"] == ("Who you are: not started yet, 0 days since the offer", "HR")
    assert said["qualifications"] == ("Qualifications and registration: not needed for this post", "")
    assert said["line-manager-named"] == ("Line manager: nobody is named yet", "HR")
    assert said["peer-supervisor-named"] == ("Peer supervisor: nobody is named yet", "The line manager")
    assert said["pay-details-given"] == ("Pay details: still to do", "Person")
    assert words(crew, Eyes.SELF)["pay-details-given"] == ("Pay details: still to do", "You")
    assert len(said) == LINES


def test_waiting_words_count_days_and_chases(asked: Crew) -> None:
    text = "Criminal record check (DBS): waiting on the Disclosure and Barring Service, 19 days, chased twice"
    for eyes in (Eyes.HR, Eyes.SELF):
        assert words(asked, eyes)["criminal-record"] == (text, "HR")
    others = "Criminal record check (DBS): in progress, 19 days, chased twice"
    assert words(asked, Eyes.OTHERS)["criminal-record"] == (others, "HR")
    assert words(asked, Eyes.HR, "hr2")["work-health"][0] == "Work health check: in progress, 17 days, not chased yet"


def test_papers_wait_on_the_person(crew: Crew) -> None:
    with crew.house.unit() as session, days_ago(1):
        sheet = crew.sheet(session)
        services.record_step(
            session,
            check=sheet.checks["identity"],
            start=sheet.start,
            value="requested",
            by=crew.actor(session, "hr"),
        )
    assert words(crew, Eyes.HR)["identity"] == ("Who you are: waiting on Person, 1 day, not chased yet", "Person")
    assert words(crew, Eyes.SELF)["identity"] == ("Who you are: waiting on you, 1 day, not chased yet", "You")


def test_a_pending_decision_shows_to_hr_and_the_person_alone(asked: Crew) -> None:
    assert words(asked, Eyes.HR)["work-health"][0] == "Work health check: decision needed. Invite them to talk first."
    assert "talks with you before anything is decided" in words(asked, Eyes.SELF)["work-health"][0]
    assert words(asked, Eyes.OTHERS)["work-health"] == (
        "Work health check: in progress, 17 days, not chased yet",
        "HR",
    )


def test_not_going_ahead_shows_to_hr_and_the_person_alone(asked: Crew) -> None:
    with asked.house.unit() as session:
        asked.refuse(session, "work-health")
    assert "not going ahead. HR speaks with them" in words(asked, Eyes.HR)["work-health"][0]
    assert "not going ahead. HR talks with you" in words(asked, Eyes.SELF)["work-health"][0]
    assert "check: in progress, 17 days" in words(asked, Eyes.OTHERS)["work-health"][0]


def test_a_check_that_ran_out_is_due_again(crew: Crew) -> None:
    with crew.house.unit() as session:
        with days_ago(30):
            sheet = crew.sheet(session)
            ends = clock.today() + timedelta(days=10)
            services.record_step(
                session,
                check=sheet.checks["right-to-work"],
                start=sheet.start,
                value="confirmed-until",
                by=crew.actor(session, "hr"),
                facts=StepFacts(expires_on=ends),
            )
        one = gates.checklists(session, [crew.sheet(session)], Eyes.OTHERS)[0]
        line = next(line for line in one.lines if line.code == "right-to-work")
        assert "Right to work in the UK: refresh due since" in str(line.reason.text)
        assert line.mark is Mark.TO_DO


def test_done_lines_say_so(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.make_ready(session)
        one = gates.checklists(session, [crew.sheet(session)], Eyes.HR)[0]
        assert one.verdict.ok
        assert one.done == len(one.lines) == LINES
        said = {line.code: str(line.reason.text) for line in one.lines}
        assert said["line-manager-named"] == "Line manager: Manager"
        assert said["peer-supervisor-named"] == "Peer supervisor: Supervisor"
        assert said["induction-booked"].startswith("Induction is booked, ")


def test_chases_in_words() -> None:
    assert [chased_words(n) for n in range(4)] == ["not chased yet", "chased once", "chased twice", "chased 3 times"]


class Certificates:
    """A feature that adds one line."""

    @hookimpl
    def gates(self, session, gate, people):
        reason = Reason("certificate", "Certificate: 6 of 8 areas met", "The assessor", Link("employment.supervision"))
        return {person: [GateLine("certificate", "Certificate", reason, 40)] for person in people}


@pytest.fixture
def certified(crew: Crew) -> Crew:
    crew.house.runtime.owner.loaded.manager.register(Certificates())
    return crew


def test_other_features_add_lines_through_the_hook(certified: Crew) -> None:
    with certified.house.unit() as session:
        certified.make_ready(session)
        one = gates.checklists(session, [certified.sheet(session)], Eyes.OTHERS)[0]
        assert [line.code for line in one.lines][-1] == "certificate"
        assert [str(reason.text) for reason in one.verdict.reasons] == ["Certificate: 6 of 8 areas met"]
        services.agree_waiver(
            session,
            start=one.sheet.start,
            code="certificate",
            reason="Two more weeks",
            ends_on=clock.today() + timedelta(days=20),
            by=certified.actor(session, "hr"),
        )
        again = gates.checklists(session, [certified.sheet(session)], Eyes.OTHERS)[0]
        assert again.verdict.ok
        assert "Certificate: agreed by Hr to follow" in str(again.lines[-1].reason.text)
        ready = gates.checklists(session, queries.ready_sheets(session, certified.actor(session, "hr2")), Eyes.HR)
        assert [item.verdict.ok for item in ready] == [True]


def test_a_certificate_is_a_probation_goal_on_some_routes(certified: Crew) -> None:
    with certified.house.unit() as session:
        start_id = certified.open_start(session, "stranger", route=Route.EMPLOYED_FROM_DAY_ONE)
        one = gates.checklists(session, [queries.sheet_of(session, start_id)], Eyes.OTHERS)[0]
        assert "certificate" not in {line.code for line in one.lines}
        assert [str(text) for text in one.left_out] == [
            "Certificate: not needed before the first day on this route. It is a goal for the probation time."
        ]


def test_others_who_ask_get_our_lines_in_public_words(asked: Crew) -> None:
    people = [asked.people["person"], asked.people["stranger"]]
    with asked.house.unit() as session:
        hook = asked.house.runtime.hooks.gates
        found = {
            key: lines for part in hook(session=session, gate=Gate.EMPLOY, people=people) for key, lines in part.items()
        }
        assert set(found) == {asked.people["person"]}
        lines = {line.code: str(line.reason.text) for line in found[asked.people["person"]]}
        assert len(lines) == LINES
        assert "decision" not in " ".join(lines.values())
        placed = [part for part in hook(session=session, gate=Gate.PLACEMENT, people=people) if part]
        assert [[line.code for line in part[asked.people["person"]]] for part in placed] == [["peer-supervisor-named"]]
        assert gates.answer(session, Gate.EMPLOY, []) == {}


def test_nobody_no_statements(crew: Crew) -> None:
    with crew.house.unit() as session:
        assert gates.checklists(session, [], Eyes.OTHERS) == []


def test_a_hundred_people_cost_as_many_statements_as_one(crew: Crew) -> None:
    def cost() -> int:
        with crew.house.unit() as session:
            hr = crew.actor(session, "hr")
            trace.begin()
            found = queries.board(session, hr, queries.StartFilter(), size=200)
            gates.checklists(session, found.items, Eyes.HR)
            return trace.current().queries

    one = cost()
    with crew.house.unit() as session:
        for _n in range(100):
            crew.open_start(session, "stranger")
    assert cost() == one <= 7


def test_hats_at_one_start(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.name_both(session)
        sheet = crew.sheet(session)
        worn = {key: sorted(hats_of(crew.actor(session, key), sheet)) for key in crew.people}
        assert {key: hats for key, hats in worn.items() if hats} == {
            "hr": ["hr"],
            "hr2": ["hr"],
            "manager": ["manager"],
            "supervisor": ["supervisor"],
            "person": ["trainee"],
        }
        assert eyes_of(crew.actor(session, "person"), sheet) is Eyes.SELF
        assert eyes_of(crew.actor(session, "hr"), sheet) is Eyes.HR
        assert eyes_of(crew.actor(session, "lead"), sheet) is Eyes.OTHERS


def test_filters_find_who_is_waited_for(crew: Crew) -> None:
    def found(waiting: str) -> int:
        with crew.house.unit() as session:
            return len(queries.board(session, crew.actor(session, "lead"), queries.StartFilter(waiting=waiting)).items)

    assert {who: found(who) for who in ("hr", "manager", "supervisor", "trainee", "ready")} == {
        "hr": 1,
        "manager": 1,
        "supervisor": 1,
        "trainee": 1,
        "ready": 0,
    }
    with crew.house.unit() as session:
        crew.make_ready(session, leave=("induction-booked",))
    assert {who: found(who) for who in ("hr", "manager", "supervisor", "trainee", "ready")} == {
        "hr": 0,
        "manager": 1,
        "supervisor": 0,
        "trainee": 0,
        "ready": 0,
    }
    with crew.house.unit() as session:
        crew.tick_all(session)
    assert (found("ready"), found("manager")) == (1, 0)


def test_a_start_with_a_check_to_follow_stays_on_the_board(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.make_ready(session, leave=("criminal-record",))
        start = crew.sheet(session).start
        services.agree_waiver(
            session,
            start=start,
            code="criminal-record",
            reason="Alongside",
            ends_on=clock.today() + timedelta(days=28),
            by=crew.actor(session, "hr"),
        )
        services.confirm(session, start=start, by=crew.actor(session, "hr2"))
        today = clock.today()
        start.state, start.start_date = "started", today
        session.flush()
        hr = crew.actor(session, "hr")
        assert len(queries.board(session, hr, queries.StartFilter()).items) == 1
        row = crew.sheet(session).checks["criminal-record"]
        services.record_step(session, check=row, start=start, value=OUTCOMES["criminal-record"], by=hr)
        assert row.state is CheckState.DONE
        assert len(queries.board(session, hr, queries.StartFilter()).items) == 0
