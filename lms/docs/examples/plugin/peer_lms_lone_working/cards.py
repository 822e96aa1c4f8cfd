"""Reading and writing cards."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core.access import Actor
from lms.core.db import expect_version
from peer_lms_lone_working.models import Card

__all__ = ["card_of", "holders", "save"]


def card_of(session: Session, person_id: UUID) -> Card | None:
    """A person's card."""
    return session.scalar(sa.select(Card).filter_by(person_id=person_id))


def holders(session: Session, people: Sequence[UUID]) -> set[UUID]:
    """Who of these people has a card; one statement, however many they are."""
    return set(session.scalars(sa.select(Card.person_id).where(Card.person_id.in_(people))))


def save(
    session: Session, *, contact: str, phone: str, minutes: int, meeting_point: str, by: Actor, seen: int | None = None
) -> Card:
    """Keep what somebody wrote on their own card. Raises Stale when it was changed meanwhile."""
    card = card_of(session, by.id) or Card(person_id=by.id)
    if card.version is not None:
        expect_version(card, seen)
    card.contact, card.phone, card.minutes, card.meeting_point = contact, phone, minutes, meeting_point
    session.add(card)
    session.flush()
    record(session, by=by, action="loneworking.card-saved", subject=card, about=by.id)
    return card
