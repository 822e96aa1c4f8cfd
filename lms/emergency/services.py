"""Opening a record in an emergency, and looking back at it."""

from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import expect_version
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.emergency import queries, rules
from lms.emergency.models import Emergency
from lms.people import mail
from lms.people.models import Person

__all__ = ["open_record", "review"]


def open_record(session: Session, *, person: Person, reason: str, by: Actor) -> Emergency:
    """Open this person's record for half an hour. They are told at once, and the other administrators.

    Raises Refused for one's own record, and without a reason.
    """
    refusal = rules.cannot_open(person_id=person.id, opener_id=by.id, reason=reason)
    if refusal:
        raise Refused(refusal[1], field=refusal[0])
    opened = Emergency(person_id=person.id, opener_id=by.id, ends_at=rules.until(clock.now()))
    opened.reason = reason
    session.add(opened)
    session.flush()
    record(session, by=by, action="emergency.opened", subject=opened, about=person.id)
    _tell_person(session, opened, "opened")
    for other in queries.others_who_look(session, person_id=person.id, opener_id=by.id):
        mail.write(
            session,
            to=other,
            subject=_l("There is something for you to look back at"),
            body=_l("A colleague has opened a record in an emergency. Sign in to look back at it."),
            key=f"emergency-{opened.id}-look-{other}",
            path=f"/admin/emergencies/{opened.id}/review",
        )
    return opened


def review(
    session: Session, *, emergency: Emergency, was_right: bool, finding: str, by: Actor, seen: int | None = None
) -> None:
    """Say whether it was right to open the record. The person is told that there is an answer.

    Raises Refused for who opened it and whose record it is, and when it is done; Stale when it was changed meanwhile.
    """
    refusal = rules.cannot_review(emergency, by.id)
    if refusal:
        raise Refused(refusal)
    expect_version(emergency, seen)
    emergency.was_right, emergency.finding = was_right, finding
    emergency.reviewer_id, emergency.reviewed_at = by.id, clock.now()
    session.flush()
    record(
        session,
        by=by,
        action="emergency.reviewed",
        subject=emergency,
        about=emergency.person_id,
        was_right=was_right,
    )
    _tell_person(session, emergency, "reviewed")


def _tell_person(session: Session, emergency: Emergency, what: str) -> None:
    """What it is they read after signing in: others see previews of mail."""
    mail.write(
        session,
        to=emergency.person_id,
        subject=_l("There is something for you to read"),
        body=_l("It is about who has seen your record. Sign in to read it."),
        key=f"emergency-{emergency.id}-{what}",
        path="/account/emergencies",
    )
