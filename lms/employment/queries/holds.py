"""Holds on placements: those of a cause, and whether a start waits."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.employment.models import PlacementHold, Start
from lms.employment.queries import conditions

__all__ = ["held_until", "hold_in_force", "holds_for"]


def hold_in_force(session: Session, cause_id: UUID) -> PlacementHold | None:
    """The hold by which a placement waits for this cause today, or None."""
    return holds_for(session, [cause_id]).get(cause_id)


def holds_for(session: Session, causes: Collection[UUID]) -> dict[UUID, PlacementHold]:
    """The hold in force for each of these causes that has one; in one statement, and none for no cause."""
    query = sa.select(PlacementHold).where(PlacementHold.cause_id.in_(causes), conditions.in_force(clock.today()))
    return {held.cause_id: held for held in session.scalars(query)} if causes else {}


def held_until(session: Session, start_id: UUID) -> date | None:
    """Until when this start is on hold; None when it is not."""
    return session.scalar(
        sa.select(conditions.held_until(clock.today())).select_from(Start).where(Start.id == start_id)
    )
