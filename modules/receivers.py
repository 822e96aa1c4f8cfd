"""What learning does when others announce something."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.access import SYSTEM
from modules.services import defer, end_learning, enrol, go_on

__all__ = ["on_last_day_corrected", "on_offer_accepted", "on_person_erased", "on_person_left"]


def on_offer_accepted(
    _sender: object,
    *,
    session: Session,
    application_id: UUID,
    person_id: UUID,
    node_id: UUID,
    programme_slug: str,
    **_more: Any,
) -> None:
    """Enrol whoever accepted an offer; nothing is typed twice. Posts without a programme enrol nobody."""
    if programme_slug:
        enrol(
            session,
            person_id=person_id,
            programme_slug=programme_slug,
            node_id=node_id,
            application_id=application_id,
            by=SYSTEM,
        )


def on_person_erased(_sender: object, *, session: Session, person_id: UUID, **_more: Any) -> None:
    """Free their place, and stand in no register."""
    end_learning(session, person_id=person_id, by=SYSTEM)


def on_person_left(_sender: object, *, session: Session, person_id: UUID, node_id: UUID, **_more: Any) -> None:
    """Free their place, and keep what they did."""
    defer(session, person_id=person_id, node_id=node_id, by=SYSTEM)


def on_last_day_corrected(
    _sender: object, *, session: Session, person_id: UUID, node_id: UUID, on: date | None, **_more: Any
) -> None:
    """Go on with what was put off, if they have not left after all."""
    if on is None:
        go_on(session, person_id=person_id, node_id=node_id, by=SYSTEM)
