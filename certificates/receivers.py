"""What certificates listens to: whenever learning or assessment moves on, note who is ready."""

from uuid import UUID

from sqlalchemy.orm import Session

from certificates.services import note_progress


def on_progress(_sender: object, *, session: Session, enrolment_id: UUID, **_facts: object) -> None:
    """Something about an enrolment has changed."""
    note_progress(session, enrolment_id=enrolment_id)
