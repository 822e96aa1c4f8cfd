"""Checks: what HR records, and how often somebody was reminded."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import expect_version
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.employment import rules
from lms.employment.content import handbook
from lms.employment.models import Check, CheckEvent, CheckState, Start, StartState
from lms.employment.rules import Step
from lms.employment.services.starts import tell

__all__ = ["StepFacts", "chase", "record_step"]


@dataclass(frozen=True)
class StepFacts:
    """What HR says beside the step itself."""

    on: date | None = None
    expires_on: date | None = None
    conditions: str = ""
    why_not_required: str = ""
    reference: str | None = None
    who_pays: str | None = None


def record_step(
    session: Session,
    *,
    check: Check,
    start: Start,
    value: str,
    by: Actor,
    facts: StepFacts | None = None,
    seen: int | None = None,
) -> Check:
    """Record what has become of a check.

    Raises Refused when it cannot follow from where the check is, or something is missing.
    """
    expect_version(check, seen)
    facts = facts or StepFacts()
    step = _step(check, start, value)
    _check_facts(step, facts)
    _restart_waiting(check, step)
    _apply(check, step, facts)
    _note(session, check, start, by, step.state.value, step.outcome)
    if step.state is CheckState.DECISION_NEEDED:
        tell(session, start, f"{check.id}-{check.version}")
    return check


def _apply(check: Check, step: Step, facts: StepFacts) -> None:
    kind, on = handbook().check(check.code), facts.on or clock.today()
    check.state, check.outcome, check.settled = step.state, step.outcome, rules.settled(kind, step)
    check.conditions, check.why_not_required = facts.conditions, facts.why_not_required
    check.expires_on = facts.expires_on if step.state is CheckState.DONE else None
    if step.state is CheckState.REQUESTED:
        check.requested_on, check.chased_on = on, []
    check.done_on = on if step.state is CheckState.DONE else None
    check.reference = check.reference if facts.reference is None else facts.reference
    check.who_pays = check.who_pays if facts.who_pays is None else facts.who_pays


def _step(check: Check, start: Start, value: str) -> Step:
    if start.state is StartState.WITHDRAWN:
        raise Refused(_l("This start is not going ahead, so its checks no longer change."))
    state = rules.shown_state(check, clock.today())
    step = rules.steps(handbook().check(check.code), state).get(value)
    if step is None:
        raise Refused(
            _l("A check in this state cannot become that. Choose one of the answers in the list."), field="value"
        )
    return step


def _check_facts(step: Step, facts: StepFacts) -> None:
    today = clock.today()
    if facts.on and facts.on > today:
        raise Refused(_l("This date is in the future. Enter today or an earlier day."), field="on")
    if step.outcome in rules.UNTIL and facts.expires_on is None:
        raise Refused(_l("Enter the last day of the permission."), field="expires_on")
    if facts.expires_on and facts.expires_on <= today:
        raise Refused(
            _l("This date has passed. Enter a later day, or leave it empty if there is no end."), field="expires_on"
        )
    if step.outcome in rules.WITH_CONDITIONS and not facts.conditions:
        raise Refused(
            _l("Write what was agreed for work: one or two sentences, and never the reason."), field="conditions"
        )
    if facts.conditions and step.outcome not in rules.WITH_CONDITIONS:
        raise Refused(
            _l("Leave this empty unless something was agreed for work. No notes about a check are kept here."),
            field="conditions",
        )
    if step.state is CheckState.NOT_REQUIRED and not facts.why_not_required:
        raise Refused(_l("Say why this post does not need it."), field="why_not_required")


def _restart_waiting(check: Check, step: Step) -> None:
    deciding = step.state is CheckState.DECISION_NEEDED and check.state is not CheckState.DECISION_NEEDED
    if deciding or step.state is CheckState.REQUESTED:
        check.waiting_since = clock.now()


def chase(session: Session, *, check: Check, start: Start, by: Actor, seen: int | None = None) -> None:
    """Record a reminder sent today. Raises Refused when nothing is awaited, and for a second one on the same day."""
    expect_version(check, seen)
    if start.state is StartState.WITHDRAWN or check.state not in (CheckState.REQUESTED, CheckState.IN_PROGRESS):
        raise Refused(
            _l("There is nobody to chase: this check waits on no answer. Reload the page to see where it is.")
        )
    today = clock.today().isoformat()
    if today in check.chased_on:
        raise Refused(_l("A reminder is recorded for today already. Record the next one on another day."))
    check.chased_on = [*check.chased_on, today]
    _note(session, check, start, by, "chased", "")


def _note(session: Session, check: Check, start: Start, by: Actor, what: str, outcome: str) -> None:
    session.add(CheckEvent(check_id=check.id, by_id=by.person_id, what=what, outcome=outcome))
    record(session, by=by, action=f"check.{what}", subject=check, about=start.person_id, code=check.code)
    session.flush()
