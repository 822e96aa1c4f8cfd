"""Checks: what HR records, and how often somebody was reminded."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

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
from lms.people import mail

__all__ = ["StepFacts", "apply", "chase", "note", "record_step", "still_open"]


@dataclass(frozen=True)
class StepFacts:
    """What HR says beside the step itself; `seconds` are those who may be asked to look at a refusal too."""

    on: date | None = None
    expires_on: date | None = None
    conditions: str = ""
    why_not_required: str = ""
    reference: str | None = None
    who_pays: str | None = None
    talked_on: date | None = None
    talk_declined: bool = False
    second_id: UUID | None = None
    seconds: Collection[UUID] = ()


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

    Raises Refused when it cannot follow from where the check is, something is missing, or another looks after it.
    """
    expect_version(check, seen)
    facts = facts or StepFacts()
    _keeper_only(check, by)
    step = _step(check, start, value)
    _check_facts(step, facts)
    if check.state is CheckState.DECISION_NEEDED and step.state is CheckState.DONE:
        _note_talk(session, check, start, by, facts)
        if step.outcome == rules.REFUSING:
            return _ask_second(session, check, start, by, facts)
    if step.state is CheckState.REQUESTED:
        check.waiting_since = clock.now()
    apply(check, step, facts)
    if step.state is CheckState.DECISION_NEEDED:
        check.keeper_id, check.decision_since = check.keeper_id or by.id, clock.now()
        check.talked_on = None
        _invite(session, check, start)
    note(session, check, start, by, step.state.value, step.outcome)
    return check


def _keeper_only(check: Check, by: Actor) -> None:
    if check.keeper_id not in (None, by.person_id):
        raise Refused(_l("Somebody else in HR looks after this check. They record what happens next."))


def _note_talk(session: Session, check: Check, start: Start, by: Actor, facts: StepFacts) -> None:
    """A decision follows a talk, or an invitation that was declined: its day is kept, and nothing that was said."""
    if facts.talked_on is None and not facts.talk_declined:
        raise Refused(
            _l("Talk with them first. Enter the day you talked, or tick that they chose not to."), field="talked_on"
        )
    if facts.talked_on and facts.talked_on > clock.today():
        raise Refused(_l("This date is in the future. Enter today or an earlier day."), field="talked_on")
    check.talked_on = facts.talked_on
    # For those who may know, alone: what is recorded with it has the one line in the audit that any step has.
    _keep(session, check, by, "talked" if facts.talked_on else "talk-declined")


def _ask_second(session: Session, check: Check, start: Start, by: Actor, facts: StepFacts) -> Check:
    """Nobody is refused by one person alone: somebody else in HR looks at it too, and agrees or does not."""
    second_id = facts.second_id
    if second_id is None or second_id not in facts.seconds or second_id in (by.person_id, start.person_id):
        raise Refused(_l("Choose somebody else in HR who looks at this too. Two people decide."), field="second")
    check.second_id = second_id
    note(session, check, start, by, "second-asked")
    mail.write(
        session,
        to=second_id,
        subject=_l("A colleague asks you to look at something"),
        body=_l("Two people decide this together. Sign in to read it."),
        key=f"check-{check.id}-{check.version}-second",
        path=f"/checks/{check.id}",
    )
    return check


def _invite(session: Session, check: Check, start: Start) -> None:
    mail.write(
        session,
        to=start.person_id,
        subject=_l("There is something for you to read"),
        body=_l(
            "Somebody who looks after your start would like to talk with you. Nothing is decided before you have, "
            "and you can bring a person you trust. Sign in to see who it is and what happens next."
        ),
        key=f"start-{start.id}-{check.id}-{check.version}",
        path="/start/mine",
    )


def apply(check: Check, step: Step, facts: StepFacts) -> None:
    """Write into the check what a step makes of it."""
    kind, on = handbook().check(check.code), facts.on or clock.today()
    check.state, check.outcome, check.settled = step.state, step.outcome, rules.settled(kind, step)
    check.conditions, check.why_not_required = facts.conditions, facts.why_not_required
    check.expires_on = facts.expires_on if step.state is CheckState.DONE else None
    if step.state is CheckState.REQUESTED:
        check.requested_on, check.chased_on = on, []
    check.done_on = on if step.state is CheckState.DONE else None
    check.reference = check.reference if facts.reference is None else facts.reference
    check.who_pays = check.who_pays if facts.who_pays is None else facts.who_pays
    check.decision_since = check.second_id = None


def still_open(start: Start) -> None:
    """Raise Refused once a start is not going ahead, or they have left: its checks no longer change."""
    if start.left_on:
        raise Refused(_l("They have left this post, so its checks no longer change."))
    if start.state is StartState.WITHDRAWN:
        raise Refused(_l("This start is not going ahead, so its checks no longer change."))


def _step(check: Check, start: Start, value: str) -> Step:
    still_open(start)
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


def chase(session: Session, *, check: Check, start: Start, by: Actor, seen: int | None = None) -> None:
    """Record a reminder sent today. Raises Refused when nothing is awaited, and for a second one on the same day."""
    expect_version(check, seen)
    _keeper_only(check, by)
    if not rules.going_on(start) or check.state not in (CheckState.REQUESTED, CheckState.IN_PROGRESS):
        raise Refused(
            _l("There is nobody to chase: this check waits on no answer. Reload the page to see where it is.")
        )
    today = clock.today().isoformat()
    if today in check.chased_on:
        raise Refused(_l("A reminder is recorded for today already. Record the next one on another day."))
    check.chased_on = [*check.chased_on, today]
    note(session, check, start, by, "chased")


def note(session: Session, check: Check, start: Start, by: Actor, what: str, outcome: str = "", **details: str) -> None:
    """Keep what happened to a check for those who may know, and for the audit as much as everybody may know.

    Administrators read the audit, and no more of a check than anybody else.
    """
    _keep(session, check, by, what, outcome)
    open_word = what in {"chased", "kept"} or what == rules.public_state(check, clock.today())
    said = what if open_word else CheckState.IN_PROGRESS.value
    record(session, by=by, action=f"check.{said}", subject=check, about=start.person_id, code=check.code, **details)
    session.flush()


def _keep(session: Session, check: Check, by: Actor, what: str, outcome: str = "") -> None:
    session.add(CheckEvent(check_id=check.id, by_id=by.person_id, what=what, outcome=outcome))
