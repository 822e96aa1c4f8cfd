"""What may become of a check or a start, who may do it, and what others may know. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from lms.core import clock
from lms.core.text import Lazy, Text
from lms.core.text import lazy_gettext as _l
from lms.employment.models import Check, CheckState, Start, StartState
from lms.plugins import CheckType
from lms.recruitment.models import Route

__all__ = [
    "ALWAYS_NEEDED",
    "CHECK_STATES",
    "NEVER_WAIVED",
    "ON_HOLD",
    "PERSON_BRINGS",
    "REFUSING",
    "START_STATES",
    "TALK",
    "UNTIL",
    "WITH_CONDITIONS",
    "Eyes",
    "Step",
    "date_problem",
    "employer",
    "expired",
    "going_on",
    "in_post",
    "inside",
    "last_day_problem",
    "last_review",
    "left_out",
    "may_tick",
    "public_state",
    "review_problem",
    "settled",
    "shown_start",
    "shown_state",
    "state_for",
    "steps",
    "supervision_due",
    "waiting_days",
]

ALWAYS_NEEDED = frozenset({"identity", "right-to-work"})  # the law asks for both before anybody starts
ON_HOLD = "on-hold"
NEVER_WAIVED = ALWAYS_NEEDED | {ON_HOLD}
PERSON_BRINGS = frozenset({"identity", "right-to-work", "qualifications"})
WITH_CONDITIONS = frozenset({"going-ahead-agreed", "going-ahead-adjustments"})
UNTIL = frozenset({"confirmed-until"})
REFUSING = "not-going-ahead"
TALK = frozenset({"talked", "talk-declined"})  # what became of the invitation to talk before a decision
PROBATION_ROUTES = frozenset({Route.EMPLOYED_FROM_DAY_ONE, Route.ALREADY_IN_POST})
SUPERVISION_EVERY = timedelta(days=28)
WEEKEND = 5  # Saturday, as `weekday` counts
MOST_HELD = 20  # working days, to the day on which a hold is looked at again

CHECK_STATES: Mapping[CheckState, Lazy] = {
    CheckState.NOT_STARTED: _l("Not started"),
    CheckState.REQUESTED: _l("Requested"),
    CheckState.IN_PROGRESS: _l("In progress"),
    CheckState.DECISION_NEEDED: _l("Decision needed"),
    CheckState.DONE: _l("Done"),
    CheckState.NOT_REQUIRED: _l("Not required"),
    CheckState.EXPIRED: _l("Refresh due"),
}
START_STATES: Mapping[StartState, Lazy] = {
    StartState.PREPARING: _l("Getting ready"),
    StartState.CONFIRMED: _l("Confirmed by HR"),
    StartState.DATE_SET: _l("Start date set"),
    StartState.STARTED: _l("Started"),
    StartState.WITHDRAWN: _l("Not going ahead"),
    StartState.LEFT: _l("Left"),
}

S = CheckState
ALLOWED: Mapping[CheckState, frozenset[CheckState]] = {
    S.NOT_STARTED: frozenset({S.REQUESTED, S.IN_PROGRESS, S.DECISION_NEEDED, S.DONE, S.NOT_REQUIRED}),
    S.REQUESTED: frozenset({S.IN_PROGRESS, S.DECISION_NEEDED, S.DONE, S.NOT_REQUIRED}),
    S.IN_PROGRESS: frozenset({S.REQUESTED, S.IN_PROGRESS, S.DECISION_NEEDED, S.DONE, S.NOT_REQUIRED}),
    S.DECISION_NEEDED: frozenset({S.IN_PROGRESS, S.DONE}),
    S.DONE: frozenset({S.REQUESTED, S.DECISION_NEEDED, S.DONE}),
    S.NOT_REQUIRED: frozenset({S.REQUESTED, S.IN_PROGRESS}),
    S.EXPIRED: frozenset({S.REQUESTED, S.IN_PROGRESS, S.DECISION_NEEDED, S.DONE}),
}


class Eyes(StrEnum):
    """Whose eyes a checklist is written for. Only HR and the person read more than the plain state.

    Of a check that one in HR looks after, the rest of HR reads the plain state too: see `inside`.
    """

    HR = "hr"
    SELF = "self"
    OTHERS = "others"


@dataclass(frozen=True)
class Step:
    """One thing HR can record about a check: the state it leads to, and the outcome if it has one."""

    value: str
    label: Text
    state: CheckState
    outcome: str = ""


def _steps(kind: CheckType) -> list[Step]:
    plain = [Step(s.value, CHECK_STATES[s], s) for s in (S.REQUESTED, S.IN_PROGRESS)]
    for found in kind.outcomes:
        if found.code == S.DECISION_NEEDED:
            plain.append(Step(found.code, found.label, S.DECISION_NEEDED))
        else:
            state = S.DONE if found.ok or found.code == REFUSING else S.IN_PROGRESS
            plain.append(Step(found.code, found.label, state, found.code))
    if kind.may_be_not_required:
        plain.append(Step(S.NOT_REQUIRED.value, CHECK_STATES[S.NOT_REQUIRED], S.NOT_REQUIRED))
    return plain


def steps(kind: CheckType, state: CheckState) -> dict[str, Step]:
    """What HR can record next about a check in this state, by value."""
    return {
        step.value: step for step in _steps(kind) if step.state in ALLOWED[state] and _talked_first(kind, step, state)
    }


def _talked_first(kind: CheckType, step: Step, state: CheckState) -> bool:
    """Nobody is refused out of hand: a decision and a talk come first, wherever the kind of check knows a decision."""
    return step.outcome != REFUSING or state is S.DECISION_NEEDED or kind.outcome(S.DECISION_NEEDED.value) is None


def inside(check: Check, reader: UUID | None) -> bool:
    """True when somebody in HR may read and carry on this check: nobody in particular looks after it, or they do."""
    return check.keeper_id is None or reader in (check.keeper_id, check.second_id)


def settled(kind: CheckType, step: Step) -> bool:
    """True when nothing is left to do about a check after this step."""
    outcome = kind.outcome(step.outcome)
    return step.state is S.NOT_REQUIRED or (step.state is S.DONE and outcome is not None and outcome.ok)


def expired(check: Check, today: date) -> bool:
    """True when a settled check has run out."""
    return check.settled and check.expires_on is not None and check.expires_on < today


def shown_state(check: Check, today: date) -> CheckState:
    """The state as HR and the person see it."""
    return S.EXPIRED if expired(check, today) else check.state


def public_state(check: Check, today: date) -> CheckState:
    """The state as everybody else sees it: a decision in the making looks like any check in progress."""
    state = shown_state(check, today)
    deciding = state is S.DECISION_NEEDED or (state is S.DONE and not check.settled)
    return S.IN_PROGRESS if deciding else state


def state_for(check: Check, reader: UUID | None, today: date) -> CheckState:
    """The state as this reader in HR sees it."""
    return shown_state(check, today) if inside(check, reader) else public_state(check, today)


def waiting_days(check: Check, today: date, eyes: Eyes) -> int:
    """How many days a check has waited. A pending decision counts from its own day for HR alone."""
    if eyes is Eyes.HR and check.state is S.DECISION_NEEDED and check.decision_since:
        return (today - clock.local(check.decision_since).date()).days
    begun = check.requested_on or clock.local(check.created_at).date()
    return max(0, (today - begun).days)


def may_tick(who: str, hats: frozenset[str]) -> bool:
    """Whoever a line belongs to may tick it; HR may also tick what the person tells them."""
    return who in hats or (who == "trainee" and "hr" in hats)


def left_out(route: Route, code: str) -> bool:
    """True for a line this route does not need before the first day: a certificate can be a probation goal."""
    return route in PROBATION_ROUTES and code.startswith("certificate")


def date_problem(day: date, today: date) -> Lazy | None:
    """Why somebody cannot start on this day, or None."""
    if day < today:
        return _l("The start date cannot be in the past. Choose today or a later day.")
    if day.weekday() >= WEEKEND:
        return _l(
            "The start date falls on a weekend. Choose a Monday to Friday, when somebody is there to welcome them."
        )
    return None


def employer(path: str, organisations: Collection[str]) -> str:
    """The nearest organisation above a node, as paths; "" for none. Nobody sees another employer's checks."""
    return max((one for one in organisations if path.startswith(one)), key=len, default="")


def going_on(start: Start) -> bool:
    """True while something may still come of a start: it is neither given up, nor have they left again."""
    return start.state is not StartState.WITHDRAWN and start.left_on is None


def in_post(start: Start) -> bool:
    """True for somebody who has started here and has not left."""
    return start.state is StartState.STARTED and start.left_on is None


def shown_start(start: Start) -> StartState:
    """The state as everybody sees it."""
    return StartState.LEFT if start.left_on else start.state


def last_day_problem(start: Start, day: date, today: date) -> Lazy | None:
    """Why this cannot be somebody's last day in a post, or None."""
    if day > today:
        return _l("This day is still to come. Record it on their last day or after it.")
    if start.start_date and day < start.start_date:
        return _l("This day is before they started. Enter their last day here.")
    return None


def review_problem(day: date, today: date) -> Lazy | None:
    """Why a hold cannot be looked at again as late as this, or as early; or None. Bank holidays are not known here."""
    if day <= today:
        return _l("Enter a day after today: until then the placement waits.")
    if day > last_review(today):
        return _l(
            "A hold is looked at again within 20 working days. Enter a day by then; you can decide anew after it."
        )
    return None


def last_review(today: date) -> date:
    """The last day on which a hold placed today is looked at again."""
    ahead = (today + timedelta(days=n) for n in range(1, 2 * MOST_HELD))
    return [day for day in ahead if day.weekday() < WEEKEND][MOST_HELD - 1]


def supervision_due(last: date | None, today: date) -> bool:
    """True when peer supervision has not been recorded for more than four weeks."""
    return last is None or today - last > SUPERVISION_EVERY
