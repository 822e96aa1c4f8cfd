"""Human decisions: what may follow later, that a start is confirmed, that it is not going ahead."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import announce, expect_version
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.employment import gates, queries, rules
from lms.employment.gates import Checklist
from lms.employment.lines import Sheet, title_of
from lms.employment.models import DecisionKind, Start, StartDecision, StartState, Waiver
from lms.employment.rules import Eyes
from lms.employment.services.starts import FINISHED, tell
from lms.employment.signals import start_confirmed, start_withdrawn

__all__ = ["agree_waiver", "confirm", "withdraw"]


def agree_waiver(
    session: Session, *, start: Start, code: str, reason: str, ends_on: date, by: Actor, seen: int | None = None
) -> Waiver:
    """Agree that one line may follow after the first day, until a date. Whoever agrees cannot confirm this start.

    Raises Refused for a line that the law asks for first, one that is done or unknown, and an end that has passed.
    """
    expect_version(start, seen)
    _still_open(start)
    if code in rules.ALWAYS_NEEDED:
        raise Refused(_l("The law asks for this check before anybody starts, so it cannot follow later."))
    if code == rules.ON_HOLD:
        raise Refused(
            _l("What is on hold cannot follow later: it waits until the hold is lifted, or its day has come.")
        )
    if code not in {line.code for line in _checklist(session, start).lines if not line.reason.met}:
        raise Refused(_l("This line is done or agreed already. Go back to the checklist to see what is left."))
    if ends_on <= clock.today():
        raise Refused(_l("Enter a day after today: until then the line may follow."), field="ends_on")
    waiver = Waiver(start_id=start.id, code=code, approver_id=by.id, reason=reason, ends_on=ends_on)
    session.add(waiver)
    session.flush()
    record(
        session,
        by=by,
        action="start.waiver-agreed",
        subject=waiver,
        about=start.person_id,
        code=code,
        ends_on=ends_on.isoformat(),
    )
    return waiver


def confirm(session: Session, *, start: Start, by: Actor, seen: int | None = None) -> StartDecision:
    """Confirm a start whose every line is done or agreed to follow, and keep the checklist as it was read.

    Raises Refused while a line is to do, when it is confirmed already, and for whoever agreed a waiver of it.
    """
    expect_version(start, seen)
    if start.state is not StartState.PREPARING:
        raise Refused(_l("This start has been decided already. Its page shows by whom."))
    checklist = _checklist(session, start)
    if not checklist.verdict.ok:
        raise Refused(_l("Some lines are still to do. The checklist shows which, and who acts next."))
    if by.id in _approvers(session, start):
        raise Refused(_l("You agreed that a line may follow later, so somebody else in HR confirms this start."))
    start.state = StartState.CONFIRMED
    decision = _decide(session, checklist, DecisionKind.CONFIRMED, by)
    announce(
        start_confirmed,
        session,
        start_id=start.id,
        person_id=start.person_id,
        node_id=start.node_id,
        route=start.route,
        at=clock.now(),
    )
    return decision


def withdraw(session: Session, *, start: Start, by: Actor, seen: int | None = None) -> StartDecision:
    """Record that a start is not going ahead. No reason is asked or kept.

    Raises Refused once it has begun or been closed.
    """
    expect_version(start, seen)
    if start.state in FINISHED:
        raise Refused(_l("This start is closed already."))
    checklist = _checklist(session, start)
    start.state, start.start_date, start.on_board = StartState.WITHDRAWN, None, False
    decision = _decide(session, checklist, DecisionKind.WITHDRAWN, by)
    announce(
        start_withdrawn, session, start_id=start.id, person_id=start.person_id, node_id=start.node_id, at=clock.now()
    )
    return decision


def _still_open(start: Start) -> None:
    if start.state in FINISHED:
        raise Refused(_l("This start is closed, so its checklist no longer changes."))


def _checklist(session: Session, start: Start) -> Checklist:
    # In the words that everybody may read: the snapshot is printed, and managers read it.
    return gates.checklists(session, [queries.sheet_of(session, start.id)], Eyes.OTHERS)[0]


def _approvers(session: Session, start: Start) -> set[object]:
    today = clock.today()
    return set(
        session.scalars(sa.select(Waiver.approver_id).where(Waiver.start_id == start.id, Waiver.ends_on >= today))
    )


def _decide(session: Session, checklist: Checklist, kind: DecisionKind, by: Actor) -> StartDecision:
    sheet = checklist.sheet
    decision = StartDecision(
        start_id=sheet.start.id, by_id=by.id, kind=kind, verdict=_snapshot(checklist), facts=_facts(sheet, by)
    )
    session.add(decision)
    session.flush()
    record(
        session,
        by=by,
        action=f"start.{kind.value}",
        subject=decision,
        about=sheet.start.person_id,
        start=str(sheet.start.id),
    )
    tell(session, sheet.start, str(decision.id))
    return decision


def _snapshot(checklist: Checklist) -> dict[str, object]:
    kept = checklist.verdict.snapshot()
    for shown, line in zip(kept["lines"], checklist.lines, strict=True):
        shown["title"] = title_of(line)
    return {**kept, "left_out": [str(text) for text in checklist.left_out]}


def _facts(sheet: Sheet, by: Actor) -> dict[str, str]:
    start = sheet.start
    return {
        "person": sheet.person,
        "team": sheet.node,
        "role_title": start.role_title,
        "hours": start.hours,
        "band": start.band,
        "route": start.route.value,
        "manager": sheet.manager or "",
        "supervisor": sheet.supervisor or "",
        "decided_by": by.name,
    }
