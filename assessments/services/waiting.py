"""The marking queue as a table: kept by whoever changes what waits, or who marks."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import Allocation, AllocationState, Evidence, Waiting

__all__ = ["queue_up"]


def queue_up(session: Session, portfolio_id: UUID) -> None:
    """Put what waits in a portfolio into the queue of each of its assessors, and take out what waits no more."""
    session.flush()
    pieces = sa.select(Evidence.id).where(Evidence.portfolio_id == portfolio_id)
    session.execute(sa.delete(Waiting).where(Waiting.evidence_id.in_(pieces)))
    query = (
        sa.select(Evidence.id, Allocation.assessor_id, Evidence.waiting_since)
        .join(Allocation, Allocation.portfolio_id == Evidence.portfolio_id)
        .where(Evidence.portfolio_id == portfolio_id, Evidence.waiting_since.is_not(None))
        .where(Allocation.state == AllocationState.ACTIVE)
    )
    session.add_all(Waiting(evidence_id=e, assessor_id=a, since=since) for e, a, since in session.execute(query))
    session.flush()
