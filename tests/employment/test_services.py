"""State changes: what they write, and what they refuse."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from employment.conftest import LINES, TICKED, Crew, days_ago
from sqlalchemy.orm import Session

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.access import SYSTEM
from lms.core.errors import Refused, Stale
from lms.employment import queries, services
from lms.employment.models import (
    Check,
    CheckEvent,
    ChecklistItem,
    CheckState,
    DecisionKind,
    Start,
    StartDecision,
    StartState,
    SupervisionKind,
    Waiver,
)
from lms.employment.services.checks import StepFacts
from lms.employment.signals import person_started, start_confirmed, start_withdrawn
from lms.jobs.models import Job
from lms.people.models import Grant
from lms.people.roles import Role
from lms.recruitment.models import Route


def workday(ahead: int = 7) -> date:
    found = clock.today() + timedelta(days=ahead)
    return found + timedelta(days=(7 - found.weekday()) % 7)


def actions(session: Session) -> list[str]:
    return list(session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.created_at, AuditEvent.id)))


def step(crew: Crew, session: Session, code: str, value: str, key: str = "hr", **facts) -> Check:
    sheet = crew.sheet(session)
    return services.record_step(
        session,
        check=sheet.checks[code],
        start=sheet.start,
        value=value,
        by=crew.actor(session, key),
        facts=StepFacts(**facts),
    )


def test_an_offer_opens_one_start_with_everything_on_it(crew: Crew) -> None:
    with crew.house.unit() as session:
        key = uuid4()
        made = [
            services.open_start(
                session,
                application_id=key,
                person_id=crew.people["stranger"],
                post_id=None,
                node_id=crew.nodes["north"],
                role_title="Peer",
                route=Route.OFFER_THEN_TRAIN,
                hours="22.5",
                band="Band 3",
                at=clock.now(),
                by=SYSTEM,
            ).id
            for _twice in range(2)
        ]
        assert made[0] == made[1]
        sheet = queries.sheet_of(session, made[0])
        assert len(sheet.checks) == 6
        assert len(sheet.items) == TICKED
        assert {code: row.state.value for code, row in sheet.checks.items() if row.settled} == {
            "qualifications": "not-required"
        }
        assert "does not ask" in sheet.checks["qualifications"].why_not_required
        assert sheet.start.state is StartState.PREPARING
        assert actions(session).count("start.opened") == 2


def test_a_check_goes_its_way_and_each_step_is_kept(crew: Crew) -> None:
    with crew.house.unit() as session:
        row = step(crew, session, "criminal-record", "requested", reference="F001", who_pays="employer")
        assert (row.state, row.requested_on, row.settled) == (CheckState.REQUESTED, clock.today(), False)
        row = step(crew, session, "criminal-record", "going-ahead-agreed", conditions="No visits alone for a month")
        assert (row.state, row.outcome, row.settled, row.done_on) == (
            CheckState.DONE,
            "going-ahead-agreed",
            True,
            clock.today(),
        )
        assert (row.reference, row.who_pays, row.conditions) == ("F001", "employer", "No visits alone for a month")
        events = queries.events_of(session, row.id)
        assert [(event.what, event.outcome, by) for event, by in events] == [
            ("done", "going-ahead-agreed", "Hr"),
            ("requested", "", "Hr"),
        ]
        assert {"check.requested", "check.done"} <= set(actions(session))


def test_asking_again_starts_anew(crew: Crew) -> None:
    with crew.house.unit() as session:
        ends = clock.today() + timedelta(days=90)
        row = step(crew, session, "right-to-work", "confirmed-until", expires_on=ends)
        assert (row.expires_on, row.settled) == (ends, True)
        row = step(crew, session, "right-to-work", "requested")
        assert (row.expires_on, row.settled, row.outcome, row.done_on) == (None, False, "", None)


def test_a_permission_that_has_run_out_can_be_renewed(crew: Crew) -> None:
    with crew.house.unit() as session:
        with days_ago(40):
            step(
                crew,
                session,
                "right-to-work",
                "confirmed-until",
                expires_on=clock.today() + timedelta(days=10),
            )
        row = step(crew, session, "right-to-work", "confirmed")
        assert (row.settled, row.expires_on) == (True, None)


def test_a_decision_tells_the_person_by_a_mail_that_says_nothing(crew: Crew) -> None:
    with crew.house.unit() as session:
        step(crew, session, "criminal-record", "decision-needed")
        job = session.scalars(sa.select(Job)).one()
        assert job.payload["to"] == str(crew.people["person"])
        assert job.payload["subject"] == "There is something for you to read"
        assert "check" not in job.payload["body"].lower()
        assert "criminal" not in job.key


@pytest.mark.parametrize(
    ("code", "value", "facts", "field"),
    [
        ("criminal-record", "confirmed", {}, "value"),
        ("identity", "not-required", {"why_not_required": "no"}, "value"),
        ("identity", "confirmed", {"on": date(2100, 1, 1)}, "on"),
        ("right-to-work", "confirmed-until", {}, "expires_on"),
        ("right-to-work", "confirmed-until", {"expires_on": date(2020, 1, 1)}, "expires_on"),
        ("work-health", "going-ahead-adjustments", {}, "conditions"),
        ("work-health", "going-ahead", {"conditions": "x"}, "conditions"),
        ("criminal-record", "decision-needed", {"conditions": "what it says"}, "conditions"),
    ],
)
def test_steps_that_are_refused(crew: Crew, code: str, value: str, facts: dict, field: str) -> None:
    with crew.house.unit() as session, pytest.raises(Refused) as refused:
        step(crew, session, code, value, **facts)
    assert refused.value.field == field


def test_not_required_needs_its_reason(crew: Crew) -> None:
    with crew.house.unit() as session:
        step(crew, session, "qualifications", "requested")
        with pytest.raises(Refused) as refused:
            step(crew, session, "qualifications", "not-required")
        assert refused.value.field == "why_not_required"
        row = step(crew, session, "qualifications", "not-required", why_not_required="The band changed")
        assert row.settled


def test_a_step_on_an_old_page_is_stale(crew: Crew) -> None:
    with crew.house.unit() as session:
        sheet = crew.sheet(session)
        with pytest.raises(Stale):
            services.record_step(
                session,
                check=sheet.checks["identity"],
                start=sheet.start,
                value="requested",
                by=crew.actor(session, "hr"),
                seen=99,
            )


def test_chasing_is_counted_once_a_day_while_something_is_awaited(asked: Crew) -> None:
    with asked.house.unit() as session:
        sheet, hr = asked.sheet(session), asked.actor(session, "hr")
        row = sheet.checks["criminal-record"]
        assert len(row.chased_on) == 2
        services.chase(session, check=row, start=sheet.start, by=hr)
        assert row.chased_on[2] == clock.today().isoformat()
        with pytest.raises(Refused, match="today already"):
            services.chase(session, check=row, start=sheet.start, by=hr)
        with pytest.raises(Refused, match="nobody to chase"):
            services.chase(session, check=sheet.checks["identity"], start=sheet.start, by=hr)


def test_manager_and_supervisor_are_two_people_of_the_team(crew: Crew) -> None:
    with crew.house.unit() as session:
        start = crew.sheet(session).start
        hr, both = crew.actor(session, "hr"), {crew.people["manager"], crew.people["supervisor"], start.person_id}
        for chosen in (crew.people["trainer"], start.person_id):
            with pytest.raises(Refused, match="Choose a line manager"):
                services.name_manager(session, start=start, manager_id=chosen, allowed=both, by=hr)
            with pytest.raises(Refused, match="Choose a peer supervisor"):
                services.name_supervisor(session, start=start, supervisor_id=chosen, allowed=both, by=hr)
        services.name_manager(session, start=start, manager_id=crew.people["manager"], allowed=both, by=hr)
        with pytest.raises(Refused, match="They are the line manager"):
            services.name_supervisor(session, start=start, supervisor_id=crew.people["manager"], allowed=both, by=hr)
        services.name_supervisor(session, start=start, supervisor_id=crew.people["supervisor"], allowed=both, by=hr)
        with pytest.raises(Refused, match="They are the peer supervisor"):
            services.name_manager(session, start=start, manager_id=crew.people["supervisor"], allowed=both, by=hr)
        assert (start.manager_id, start.supervisor_id) == (crew.people["manager"], crew.people["supervisor"])


def test_ticking_and_taking_back(crew: Crew) -> None:
    with crew.house.unit() as session:
        sheet, manager = crew.sheet(session), crew.actor(session, "manager")
        item: ChecklistItem = sheet.items["induction-booked"]
        hats = frozenset({"manager"})
        for _twice in range(2):
            services.tick(session, start=sheet.start, item=item, done=True, hats=hats, by=manager)
        assert (item.done, item.by_id) == (True, crew.people["manager"])
        services.tick(session, start=sheet.start, item=item, done=False, hats=hats, by=manager)
        assert (item.done, item.by_id, item.done_at) == (False, None, None)
        found = actions(session)
        assert (found.count("start.line-done"), found.count("start.line-reopened")) == (1, 1)
        with pytest.raises(Refused, match="somebody else"):
            services.tick(session, start=sheet.start, item=item, done=True, hats=frozenset({"hr"}), by=manager)


def test_confirming_keeps_what_was_read_and_lets_the_manager_set_a_date(crew: Crew) -> None:
    heard = []

    def listen(_sender, *, session, **facts):
        heard.append(facts)

    start_confirmed.connect(listen)
    with crew.house.unit() as session:
        crew.make_ready(session)
        start = crew.sheet(session).start
        with pytest.raises(Refused, match="HR confirms the start first"):
            services.set_date(session, start=start, day=workday(), by=crew.actor(session, "manager"))
        decision = services.confirm(session, start=start, by=crew.actor(session, "hr"))
        assert start.state is StartState.CONFIRMED
        assert decision.verdict["ok"] is True
        assert len(decision.verdict["lines"]) == LINES
        assert all(line["met"] for line in decision.verdict["lines"])
        assert decision.facts["manager"] == "Manager"
        assert "start.confirmed" in actions(session)
        with pytest.raises(Refused, match="decided already"):
            services.confirm(session, start=start, by=crew.actor(session, "hr2"))
        services.set_date(session, start=start, day=workday(), by=crew.actor(session, "manager"))
        assert (start.state, start.start_date) == (StartState.DATE_SET, workday())
    assert [fact["start_id"] for fact in heard] == [crew.start_id]


def test_confirming_waits_for_every_line(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.make_ready(session, leave=("access-ready",))
        with pytest.raises(Refused, match="still to do"):
            services.confirm(session, start=crew.sheet(session).start, by=crew.actor(session, "hr"))


def test_a_decision_is_never_changed_or_removed(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.confirm(session)
    for table in (StartDecision, CheckEvent):
        with crew.house.unit() as session:
            row = session.scalars(sa.select(table).limit(1)).one()
            session.delete(row)
            with pytest.raises(RuntimeError, match="never changed"):
                session.flush()
            session.rollback()
    with crew.house.unit() as session:
        decision = session.scalars(sa.select(StartDecision)).one()
        decision.kind = DecisionKind.WITHDRAWN
        with pytest.raises(RuntimeError, match="never changed"):
            session.flush()
        session.rollback()


def agree(crew: Crew, session: Session, code: str, key: str = "hr", ends_on: date | None = None) -> Waiver:
    return services.agree_waiver(
        session,
        start=crew.sheet(session).start,
        code=code,
        reason="Works alongside somebody",
        ends_on=ends_on or clock.today() + timedelta(days=28),
        by=crew.actor(session, key),
    )


def test_two_people_of_hr_let_a_line_follow(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.make_ready(session, leave=("criminal-record",))
        agree(crew, session, "criminal-record")
        start = crew.sheet(session).start
        with pytest.raises(Refused, match="somebody else in HR"):
            services.confirm(session, start=start, by=crew.actor(session, "hr"))
        decision = services.confirm(session, start=start, by=crew.actor(session, "hr2"))
        line = next(line for line in decision.verdict["lines"] if line["code"] == "criminal-record")
        assert line["text"].startswith("Criminal record check (DBS): agreed by Hr to follow, by ")
        assert "Works alongside" not in str(decision.verdict)


def test_an_agreement_is_about_one_start_only(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.make_ready(session, leave=("criminal-record",))
        agree(crew, session, "criminal-record")
        agreed, crew.people["person"] = crew.start_id, crew.people["stranger"]
        crew.start_id = crew.open_start(session, "stranger")
        crew.make_ready(session, leave=("criminal-record",))
        session.flush()
        hr = crew.actor(session, "hr")
        assert [one.start.id for one in queries.ready_sheets(session, hr)] == [agreed]
        waiting = queries.board(session, hr, queries.StartFilter(waiting="hr")).items
        assert [one.start.id for one in waiting] == [crew.start_id]


def test_a_waiver_that_has_ended_no_longer_counts(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.make_ready(session, leave=("criminal-record",))
        with days_ago(10):
            agree(crew, session, "criminal-record", ends_on=clock.today() + timedelta(days=3))
        with pytest.raises(Refused, match="still to do"):
            services.confirm(session, start=crew.sheet(session).start, by=crew.actor(session, "hr2"))


@pytest.mark.parametrize(
    ("code", "days", "says"),
    [
        ("identity", 28, "law asks"),
        ("right-to-work", 28, "law asks"),
        ("qualifications", 28, "done or agreed already"),
        ("nonsense", 28, "done or agreed already"),
        ("references", 0, "after today"),
    ],
)
def test_waivers_that_are_refused(crew: Crew, code: str, days: int, says: str) -> None:
    with crew.house.unit() as session, pytest.raises(Refused, match=says):
        agree(crew, session, code, ends_on=clock.today() + timedelta(days=days))


@pytest.mark.parametrize("chosen", [-1, 0])
def test_dates_that_are_refused(crew: Crew, chosen: int) -> None:
    saturday = workday() + timedelta(days=5)
    with crew.house.unit() as session:
        crew.confirm(session)
        with pytest.raises(Refused):
            services.set_date(
                session,
                start=crew.sheet(session).start,
                day=saturday if chosen == 0 else clock.today() - timedelta(days=1),
                by=crew.actor(session, "manager"),
            )


def test_the_first_day_makes_a_peer_worker(crew: Crew) -> None:
    heard = []

    def listen(_sender, *, session, **facts):
        heard.append(facts["on"])

    person_started.connect(listen)
    with crew.house.unit() as session:
        start, manager = crew.sheet(session).start, crew.actor(session, "manager")
        with pytest.raises(Refused, match="Set the start date first"):
            services.begin(session, start=start, by=manager)
        crew.confirm(session)
        services.set_date(session, start=start, day=workday(), by=manager)
        with pytest.raises(Refused, match="not come yet"):
            services.begin(session, start=start, by=manager)
        with clock.frozen(datetime.now(UTC) + timedelta(days=20)):
            services.begin(session, start=start, by=manager)
        assert start.state is StartState.STARTED
        held = session.scalars(sa.select(Grant).filter_by(person_id=start.person_id, role=Role.PEER)).one()
        assert held.node_id == crew.nodes["north"]
        assert heard == [workday()]
        with pytest.raises(Refused, match="closed"):
            services.tick(
                session,
                start=start,
                item=crew.sheet(session).items["induction-booked"],
                done=False,
                hats=frozenset({"manager"}),
                by=manager,
            )
        with pytest.raises(Refused, match="closed already"):
            services.withdraw(session, start=start, by=crew.actor(session, "hr"))


def test_not_going_ahead_closes_the_start_without_a_reason(asked: Crew) -> None:
    heard = []

    def listen(_sender, *, session, **facts):
        heard.append(facts["person_id"])

    start_withdrawn.connect(listen)
    with asked.house.unit() as session:
        hr, sheet = asked.actor(session, "hr"), asked.sheet(session)
        asked.refuse(session, "work-health")
        decision = services.withdraw(session, start=sheet.start, by=hr)
        assert (sheet.start.state, decision.kind) == (StartState.WITHDRAWN, DecisionKind.WITHDRAWN)
        health = next(line for line in decision.verdict["lines"] if line["code"] == "work-health")
        assert health["text"] == "Work health check: in progress, 17 days, not chased yet"
        for verb in (
            lambda: step(asked, session, "identity", "requested"),
            lambda: services.chase(session, check=sheet.checks["criminal-record"], start=sheet.start, by=hr),
            lambda: services.name_manager(session, start=sheet.start, manager_id=hr.id, allowed={hr.id}, by=hr),
            lambda: agree(asked, session, "references"),
        ):
            with pytest.raises(Refused):
                verb()
    assert heard == [asked.people["person"]]


def test_supervision_is_recorded_once_by_the_named_supervisor(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.name_both(session)
        start, by = crew.sheet(session).start, crew.actor(session, "supervisor")
        row = services.record_supervision(session, start=start, on=clock.today(), kind=SupervisionKind.PEER, by=by)
        assert (row.supervisee_id, row.on) == (crew.people["person"], clock.today())
        assert "supervision.recorded" in actions(session)
        for on, who, says in (
            (clock.today(), "supervisor", "already"),
            (clock.today() + timedelta(days=1), "supervisor", "still to come"),
            (clock.today() - timedelta(days=1), "other_supervisor", "Only their peer supervisor"),
        ):
            with pytest.raises(Refused, match=says):
                services.record_supervision(
                    session, start=start, on=on, kind=SupervisionKind.PEER, by=crew.actor(session, who)
                )


def test_every_table_of_a_start_is_about_one_person(crew: Crew) -> None:
    with crew.house.unit() as session:
        assert session.get_one(Start, crew.start_id).person_id == crew.people["person"]
