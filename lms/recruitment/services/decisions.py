"""Writing a decision down, and telling the applicant that there is something to read."""

from typing import Any

from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.text import lazy_gettext as _l
from lms.people import mail
from lms.recruitment.models import Decision, DecisionKind
from lms.recruitment.queries import Case

__all__ = ["tell_applicant", "write_decision"]


def write_decision(
    session: Session, *, case: Case, kind: DecisionKind, by: Actor, snapshot: dict[str, Any], letter: str = ""
) -> Decision:
    """Add one decision with what was seen and its letter, and the audit row beside it."""
    decision = Decision(
        application_id=case.application.id,
        kind=kind,
        by_id=by.id,
        decided_at=clock.now(),
        letter=letter,
        snapshot=snapshot,
    )
    session.add(decision)
    session.flush()
    record(
        session,
        by=by,
        action=f"application.{kind.value}",
        subject=case.application,
        about=case.person.id,
        decision=str(decision.id),
    )
    return decision


def tell_applicant(session: Session, *, case: Case, decision: Decision) -> None:
    """One mail that says only that there is something to read."""
    mail.write(
        session,
        to=case.person.id,
        subject=_l("There is something for you to read"),
        body=_l("Sign in to read it. There is no hurry."),
        key=f"recruitment.decision:{decision.id}",
        path=f"/applications/{case.application.id}",
    )
