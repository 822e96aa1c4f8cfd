"""What certificates listens to: learning and assessment that move on, and people who change their name."""

from uuid import UUID

from sqlalchemy.orm import Session

from certificates.services import follow_name, note_progress


def on_progress(_sender: object, *, session: Session, enrolment_id: UUID, **_facts: object) -> None:
    """Something about an enrolment has changed."""
    note_progress(session, enrolment_id=enrolment_id)


def on_renamed(_sender: object, *, session: Session, person_id: UUID, **_facts: object) -> None:
    """Somebody goes by another name."""
    follow_name(session, person_id=person_id)
