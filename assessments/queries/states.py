"""Where areas stand, for many enrolments at once, in four statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import (
    Area,
    AreaOutcome,
    Assessment,
    Evidence,
    EvidenceArea,
    FrameworkVersion,
    Portfolio,
)
from assessments.rules.areas import AreaState, CoreProgress, Outcome, core_progress_of, state_of

__all__ = ["area_states", "core_progress", "framework_version_of", "last_met"]

Pair = tuple[UUID, UUID]


def area_states(session: Session, enrolment_ids: Iterable[UUID]) -> dict[UUID, tuple[AreaState, ...]]:
    """Every area of each enrolment's framework with its state, in the framework's order.

    An enrolment without a portfolio has no areas: its tuple is empty.
    """
    wanted = list(dict.fromkeys(enrolment_ids))
    rows = session.execute(sa.select(Portfolio).where(Portfolio.enrolment_id.in_(wanted))).scalars().all()
    areas = _areas(session, {portfolio.framework_version_id for portfolio in rows})
    offered = _offered(session, [portfolio.id for portfolio in rows])
    outcomes = _outcomes(session, [portfolio.id for portfolio in rows])
    found = {
        portfolio.enrolment_id: tuple(
            AreaState(
                area.id,
                area.code,
                area.title,
                area.kind,
                state_of(area.kind, (portfolio.id, area.id) in offered, outcomes.get((portfolio.id, area.id), ())),
            )
            for area in areas[portfolio.framework_version_id]
        )
        for portfolio in rows
    }
    return {enrolment_id: found.get(enrolment_id, ()) for enrolment_id in wanted}


def core_progress(session: Session, enrolment_ids: Iterable[UUID]) -> dict[UUID, CoreProgress]:
    """How many core areas each enrolment has met, out of how many, and the titles of those not met yet."""
    return {key: core_progress_of(states) for key, states in area_states(session, enrolment_ids).items()}


def last_met(session: Session, enrolment_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each of these enrolments last had an area passed; those without one are left out."""
    query = (
        sa.select(Portfolio.enrolment_id, sa.func.max(AreaOutcome.decided_at))
        .join(Evidence, Evidence.portfolio_id == Portfolio.id)
        .join(Assessment, Assessment.evidence_id == Evidence.id)
        .join(AreaOutcome, AreaOutcome.assessment_id == Assessment.id)
        .where(Portfolio.enrolment_id.in_(list(enrolment_ids)), AreaOutcome.passed.is_(True))
        .group_by(Portfolio.enrolment_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def framework_version_of(session: Session, enrolment_id: UUID) -> FrameworkVersion | None:
    """The version that the enrolment's portfolio is pinned to, or None when it has no portfolio."""
    return session.scalar(
        sa.select(FrameworkVersion)
        .join(Portfolio, Portfolio.framework_version_id == FrameworkVersion.id)
        .where(Portfolio.enrolment_id == enrolment_id)
    )


def _areas(session: Session, version_ids: Iterable[UUID]) -> Mapping[UUID, Sequence[Area]]:
    grouped: dict[UUID, list[Area]] = defaultdict(list)
    query = sa.select(Area).where(Area.version_id.in_(list(version_ids))).order_by(Area.position)
    for area in session.scalars(query):
        grouped[area.version_id].append(area)
    return grouped


def _offered(session: Session, portfolio_ids: Sequence[UUID]) -> set[Pair]:
    query = (
        sa.select(Evidence.portfolio_id, EvidenceArea.area_id)
        .join(EvidenceArea, EvidenceArea.evidence_id == Evidence.id)
        .where(Evidence.portfolio_id.in_(portfolio_ids))
        .distinct()
    )
    return {(portfolio_id, area_id) for portfolio_id, area_id in session.execute(query)}


def _outcomes(session: Session, portfolio_ids: Sequence[UUID]) -> Mapping[Pair, Sequence[Outcome]]:
    query = (
        sa.select(
            Evidence.portfolio_id, AreaOutcome.area_id, AreaOutcome.passed, Assessment.look, AreaOutcome.decided_at
        )
        .join(Assessment, Assessment.id == AreaOutcome.assessment_id)
        .join(Evidence, Evidence.id == Assessment.evidence_id)
        .where(Evidence.portfolio_id.in_(portfolio_ids))
    )
    grouped: dict[Pair, list[Outcome]] = defaultdict(list)
    for portfolio_id, area_id, passed, look, decided_at in session.execute(query):
        grouped[portfolio_id, area_id].append(Outcome(passed, look, decided_at))
    return grouped
