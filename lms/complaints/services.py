"""Writing down a complaint, handing it over, telling its person, their answer, the placement, and the end."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.complaints import rules
from lms.complaints.models import Complaint, Outcome, Source
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import expect_version
from lms.core.errors import Refused
from lms.core.sealing import show_looks
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.employment.services import lift_hold, place_hold
from lms.people import mail
from lms.people.models import Node

__all__ = ["answer", "close", "hand_over", "hold", "lift", "open_again", "take_over", "tell", "write_down"]


def write_down(
    session: Session,
    *,
    person_id: UUID,
    node_id: UUID,
    owner_id: UUID,
    allowed: Collection[UUID],
    source: Source,
    came_in: date,
    said: str,
    by: Actor,
) -> Complaint:
    """Keep a complaint for its owner, who alone reads it from now on.

    Raises Refused for a day to come, and for an owner who is not `allowed` or whom it is about.
    """
    _refuse(rules.day_problem(came_in, clock.today()), field="came_in")
    _expect_owner(owner_id, person_id, allowed)
    parts: dict[str, Any] = {"person_id": person_id, "node_id": node_id, "recorder_id": by.id, "owner_id": owner_id}
    complaint = Complaint(source=source, came_in=came_in, **parts)
    complaint.said = said
    session.add(complaint)
    _settle(session, complaint, by, "written", owner=str(owner_id))
    if owner_id != by.id:
        _mail_owner(session, complaint, "written")
    return complaint


def hand_over(
    session: Session,
    *,
    complaint: Complaint,
    owner_id: UUID,
    allowed: Collection[UUID],
    by: Actor,
    seen: int | None = None,
) -> None:
    """Give a complaint to another owner, who alone reads it from now on. Raises Refused as for writing it down."""
    expect_version(complaint, seen)
    _expect_owner(owner_id, complaint.person_id, allowed)
    complaint.owner_id, complaint.open_until = owner_id, None
    _settle(session, complaint, by, "handed-over", owner=str(owner_id))
    _mail_owner(session, complaint, f"handed-{complaint.version}")


def take_over(session: Session, *, complaint: Complaint, by: Actor, seen: int | None = None) -> None:
    """Look after a complaint that nobody reads any more, since its owner may not."""
    expect_version(complaint, seen)
    complaint.owner_id, complaint.open_until = by.id, None
    _settle(session, complaint, by, "handed-over", owner=str(by.id))


def tell(
    session: Session, *, complaint: Complaint, told: str, support: str, by: Actor, seen: int | None = None
) -> None:
    """Tell its person, who sees from now on also who has read it before. Raises Refused when that is done."""
    expect_version(complaint, seen)
    _refuse(rules.cannot_tell(complaint))
    complaint.told, complaint.support, complaint.told_at = told, support, clock.now()
    _settle(session, complaint, by, "told")
    show_looks(session, complaint.id)
    _mail_person(session, complaint, "told")


def answer(session: Session, *, complaint: Complaint, words: str, by: Actor, seen: int | None = None) -> None:
    """Its person writes an answer, or another instead. Raises Refused once it is closed."""
    expect_version(complaint, seen)
    _refuse(rules.cannot_answer(complaint))
    complaint.answer, complaint.answered_at = words, clock.now()
    _settle(session, complaint, by, "answered")
    _mail_owner(session, complaint, f"answered-{complaint.version}")


def hold(
    session: Session,
    *,
    complaint: Complaint,
    node: Node,
    reason: str,
    review_on: date,
    by: Actor,
    seen: int | None = None,
) -> None:
    """Put the placement on hold, a decision of its own. Raises Refused before its person is told, and for the day."""
    expect_version(complaint, seen)
    _refuse(rules.cannot_hold(complaint))
    person_id, cause_id = complaint.person_id, complaint.id
    place_hold(session, person_id=person_id, node=node, cause_id=cause_id, reason=reason, review_on=review_on, by=by)


def lift(session: Session, *, complaint: Complaint, by: Actor) -> None:
    """Let the placement go on. Raises Refused when it does not wait for this."""
    if not lift_hold(session, cause_id=complaint.id, by=by):
        raise Refused(_l("The placement is not on hold for this any more. Reload the page to see where it is."))


def close(
    session: Session,
    *,
    complaint: Complaint,
    outcome: Outcome,
    decision: str,
    reasons: str,
    by: Actor,
    seen: int | None = None,
) -> None:
    """Say what became of it. Not upheld or withdrawn, the hold lifts with it; upheld, the placement is decided apart.

    Raises Refused before its person is told, and once it is closed.
    """
    expect_version(complaint, seen)
    _refuse(rules.cannot_close(complaint))
    complaint.outcome, complaint.closed_at = outcome, clock.now()
    complaint.decision, complaint.reasons = decision, reasons
    _settle(session, complaint, by, "closed")
    if outcome in rules.LIFTING:
        lift_hold(session, cause_id=complaint.id, by=by, tell=False)
    _mail_person(session, complaint, "closed")


def open_again(session: Session, *, complaint: Complaint, why: str, by: Actor, seen: int | None = None) -> None:
    """Open the words of a closed complaint to its owner for half an hour; `why` is one of `rules.WHY_AGAIN`."""
    expect_version(complaint, seen)
    _refuse(rules.cannot_open(complaint))
    complaint.open_until = rules.until(clock.now())
    _settle(session, complaint, by, "opened-again", why=why)


def _refuse(problem: Text | None, field: str = "") -> None:
    if problem:
        raise Refused(problem, field=field)


def _expect_owner(owner_id: UUID, person_id: UUID, allowed: Collection[UUID]) -> None:
    if owner_id not in allowed or owner_id == person_id:
        raise Refused(_l("Choose somebody in HR, or a programme lead, whom it is not about."), field="owner")


def _settle(session: Session, complaint: Complaint, by: Actor, what: str, **details: Any) -> None:
    session.flush()
    # `about` stays empty: the audit, the trail of the person and their own copy would tell that there is a complaint.
    record(session, by=by, action=f"matter.{what}", subject=complaint, **details)


def _mail_owner(session: Session, complaint: Complaint, what: str) -> None:
    mail.write(
        session,
        to=complaint.owner_id,
        subject=_l("There is something for you to read"),
        body=_l("Sign in to read it."),
        key=f"matter-{complaint.id}-{what}",
        path=f"/matters/{complaint.id}",
    )


def _mail_person(session: Session, complaint: Complaint, what: str) -> None:
    mail.write(
        session,
        to=complaint.person_id,
        subject=_l("There is something for you to read"),
        body=_l("It is for you alone. Read it when you have a quiet moment. Sign in to read it."),
        key=f"matter-{complaint.id}-{what}",
        path="/account/matters",
    )
