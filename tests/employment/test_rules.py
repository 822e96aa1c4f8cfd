"""Rules, by hand."""

from datetime import UTC, date, datetime

import pytest

from lms.core.text import day
from lms.employment import rules
from lms.employment.content import handbook, of_nation
from lms.employment.models import Check, CheckState
from lms.employment.rules import Eyes
from lms.recruitment.models import Route

MONDAY = date(2026, 3, 2)


def check(state: CheckState = CheckState.REQUESTED, **more) -> Check:
    facts = {
        "code": "criminal-record",
        "settled": False,
        "outcome": "",
        "expires_on": None,
        "requested_on": date(2026, 2, 11),
        "created_at": datetime(2026, 2, 1, 9, tzinfo=UTC),
        "waiting_since": datetime(2026, 2, 28, 9, tzinfo=UTC),
    }
    return Check(state=state, **{**facts, **more})


def test_the_handbook_has_six_checks_and_the_eleven_lines_of_every_start() -> None:
    book = handbook()
    assert list(book.checks) == [
        "identity",
        "right-to-work",
        "qualifications",
        "references",
        "criminal-record",
        "work-health",
    ]
    assert len(book.items) >= 11
    assert [code for code, kind in book.checks.items() if kind.may_be_not_required] == ["qualifications"]


def test_a_handbook_that_is_not_written_is_missing() -> None:
    with pytest.raises(FileNotFoundError):
        of_nation("nowhere")


@pytest.mark.parametrize(
    ("state", "values"),
    [
        (
            CheckState.NOT_STARTED,
            ["requested", "in-progress", "going-ahead", "going-ahead-agreed", "decision-needed"],
        ),
        (CheckState.DECISION_NEEDED, ["in-progress", "going-ahead", "going-ahead-agreed", "not-going-ahead"]),
        (CheckState.DONE, ["requested", "going-ahead", "going-ahead-agreed", "decision-needed"]),
        (CheckState.NOT_REQUIRED, ["requested", "in-progress"]),
    ],
)
def test_what_can_follow(state: CheckState, values: list[str]) -> None:
    assert list(rules.steps(handbook().checks["criminal-record"], state)) == values


def test_only_qualifications_can_be_not_required() -> None:
    offered = {
        code: "not-required" in rules.steps(kind, CheckState.REQUESTED) for code, kind in handbook().checks.items()
    }
    assert [code for code, yes in offered.items() if yes] == ["qualifications"]


@pytest.mark.parametrize(
    ("code", "value", "state", "settled"),
    [
        ("criminal-record", "going-ahead", CheckState.DONE, True),
        ("criminal-record", "going-ahead-agreed", CheckState.DONE, True),
        ("criminal-record", "not-going-ahead", CheckState.DONE, False),
        ("criminal-record", "decision-needed", CheckState.DECISION_NEEDED, False),
        ("work-health", "more-time", CheckState.IN_PROGRESS, False),
        ("qualifications", "not-required", CheckState.NOT_REQUIRED, True),
        ("references", "requested", CheckState.REQUESTED, False),
    ],
)
def test_where_a_step_leads(code: str, value: str, state: CheckState, settled: bool) -> None:
    kind = handbook().checks[code]
    step = rules.steps(kind, CheckState.DECISION_NEEDED if value == rules.REFUSING else CheckState.NOT_STARTED)[value]
    assert (step.state, rules.settled(kind, step)) == (state, settled)


@pytest.mark.parametrize(
    ("row", "shown", "public"),
    [
        (check(CheckState.DECISION_NEEDED), CheckState.DECISION_NEEDED, CheckState.IN_PROGRESS),
        (check(CheckState.DONE, outcome="not-going-ahead"), CheckState.DONE, CheckState.IN_PROGRESS),
        (check(CheckState.DONE, settled=True), CheckState.DONE, CheckState.DONE),
        (check(CheckState.DONE, settled=True, expires_on=MONDAY), CheckState.DONE, CheckState.DONE),
        (check(CheckState.DONE, settled=True, expires_on=date(2026, 3, 1)), CheckState.EXPIRED, CheckState.EXPIRED),
        (check(CheckState.REQUESTED), CheckState.REQUESTED, CheckState.REQUESTED),
    ],
)
def test_what_others_may_know(row: Check, shown: CheckState, public: CheckState) -> None:
    assert (rules.shown_state(row, MONDAY), rules.public_state(row, MONDAY)) == (shown, public)


def test_days_of_waiting() -> None:
    deciding = check(CheckState.DECISION_NEEDED, decision_since=datetime(2026, 2, 28, 9, tzinfo=UTC))
    assert rules.waiting_days(check(), MONDAY, Eyes.OTHERS) == 19
    assert rules.waiting_days(deciding, MONDAY, Eyes.HR) == 2
    assert rules.waiting_days(deciding, MONDAY, Eyes.OTHERS) == 19
    assert rules.waiting_days(check(CheckState.NOT_STARTED, requested_on=None), MONDAY, Eyes.SELF) == 29
    assert rules.waiting_days(check(requested_on=date(2026, 3, 9)), MONDAY, Eyes.HR) == 0


@pytest.mark.parametrize(
    ("who", "hats", "may"),
    [
        ("manager", {"manager"}, True),
        ("manager", {"hr"}, False),
        ("trainee", {"hr"}, True),
        ("trainee", {"manager"}, False),
        ("trainee", {"trainee"}, True),
        ("supervisor", set(), False),
    ],
)
def test_who_ticks(who: str, hats: set[str], may: bool) -> None:
    assert rules.may_tick(who, frozenset(hats)) is may


@pytest.mark.parametrize(
    ("route", "code", "out"),
    [
        ("employed-from-day-one", "certificate", True),
        ("already-in-post", "certificate-foundations", True),
        ("offer-then-train", "certificate", False),
        ("employed-from-day-one", "identity", False),
    ],
)
def test_what_a_route_leaves_out(route: str, code: str, out: bool) -> None:
    assert rules.left_out(Route(route), code) is out


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        (date(2026, 3, 1), "past"),
        (date(2026, 3, 7), "weekend"),
        (date(2026, 3, 8), "weekend"),
        (MONDAY, ""),
        (date(2026, 3, 6), ""),
    ],
)
def test_first_days(chosen: date, says: str) -> None:
    problem = rules.date_problem(chosen, MONDAY)
    assert (says in str(problem)) if says else problem is None, day(chosen)


def test_supervision_is_due_after_four_weeks() -> None:
    assert rules.supervision_due(None, MONDAY)
    assert not rules.supervision_due(date(2026, 2, 2), MONDAY)
    assert rules.supervision_due(date(2026, 2, 1), MONDAY)
