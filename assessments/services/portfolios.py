"""A portfolio begins with its enrolment; assessors are allocated to it."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import Allocation, AllocationState, FrameworkVersion, Portfolio, VersionState
from assessments.rules.marking import may_assess
from assessments.services.waiting import queue_up
from lms.audit.services import record
from lms.core import clock
from lms.core.access import SYSTEM, Actor
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l

__all__ = ["allocate", "begin_portfolio", "not_this_person"]


def begin_portfolio(session: Session, *, enrolment_id: UUID, by: Actor) -> Portfolio | None:
    """The enrolment's portfolio, pinned to the newest published framework; None while none is published."""
    found = session.scalar(sa.select(Portfolio).filter_by(enrolment_id=enrolment_id))
    if found is not None:
        return found
    newest = session.scalar(
        sa.select(FrameworkVersion)
        .where(FrameworkVersion.state == VersionState.PUBLISHED)
        .order_by(FrameworkVersion.published_at.desc(), FrameworkVersion.id)
        .limit(1)
    )
    if newest is None:
        return None
    portfolio = Portfolio(enrolment_id=enrolment_id, framework_version_id=newest.id)
    session.add(portfolio)
    session.flush()
    record(session, by=by, action="portfolio.begun", subject=portfolio, framework_version=str(newest.id))
    return portfolio


def allocate(
    session: Session,
    *,
    portfolio: Portfolio,
    trainee_id: UUID,
    assessor_id: UUID,
    supporters: Collection[UUID],
    by: Actor,
) -> Allocation:
    """Let an assessor mark a portfolio; doing it twice changes nothing.

    `supporters` are the people who supervise or manage the trainee. Raises Refused for oneself, for a
    supporter, and for somebody who is not available for this person.
    """
    earlier = session.scalar(sa.select(Allocation).filter_by(portfolio_id=portfolio.id, assessor_id=assessor_id))
    closed = {assessor_id} if earlier is not None and earlier.state is AllocationState.NOT_AVAILABLE else set()
    verdict = may_assess(assessor_id, trainee_id=trainee_id, supporters=supporters, closed=closed)
    if not verdict.ok:
        raise Refused(_l("This assessor is not available for this person. Choose another."), field="assessor")
    if earlier is not None:
        return earlier
    allocation = Allocation(portfolio_id=portfolio.id, assessor_id=assessor_id)
    session.add(allocation)
    _tell(session, portfolio.id)
    record(
        session,
        by=by,
        action="allocation.made",
        subject=allocation,
        about=trainee_id,
        assessor=str(assessor_id),
        verdict=verdict.snapshot(),
    )
    return allocation


def not_this_person(session: Session, *, allocation: Allocation, trainee_id: UUID) -> None:
    """End an allocation from either side. No reason is asked for; pressing twice changes nothing.

    Nothing is kept of which side it was: the audit row is the system's own, or it would give the person away.
    """
    if allocation.state is AllocationState.NOT_AVAILABLE:
        return
    allocation.state, allocation.ended_at = AllocationState.NOT_AVAILABLE, clock.now()
    record(session, by=SYSTEM, action="allocation.not-available", subject=allocation, about=trainee_id)
    _tell(session, allocation.portfolio_id)


def _tell(session: Session, portfolio_id: UUID) -> None:
    """Say on the portfolio, and in the queues, who marks it now; whoever else changes that at this moment waits."""
    session.flush()
    portfolio = session.get_one(Portfolio, portfolio_id, with_for_update=True, populate_existing=True)
    marks = sa.exists().where(Allocation.portfolio_id == portfolio_id, Allocation.state == AllocationState.ACTIVE)
    portfolio.has_assessor = bool(session.scalar(sa.select(marks)))
    queue_up(session, portfolio_id)
