"""Portfolios: one's own with its plan and attempts, and who is allocated to whose."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import (
    Allocation,
    AllocationState,
    Area,
    AreaKind,
    AreaOutcome,
    Assessment,
    Domain,
    Evidence,
    EvidenceArea,
    FrameworkVersion,
    PlanPiece,
    Portfolio,
    Verification,
)
from lms.core.access import Actor
from lms.people.models import Person
from modules.models import Enrolment

__all__ = [
    "Attempt",
    "Decided",
    "assessors_of",
    "attempts",
    "core_areas",
    "decisions_of",
    "domains_of",
    "earlier_attempts",
    "newer_attempt",
    "newest_attempts",
    "newest_of_piece",
    "outcomes_of",
    "own_allocation",
    "own_portfolio",
    "piece_by_code",
    "pieces_of",
    "pinned_version",
]


def own_portfolio(session: Session, person_id: UUID) -> tuple[Portfolio, FrameworkVersion] | None:
    """The newest portfolio of a person with its framework version, or None when they have none yet."""
    query = (
        sa.select(Portfolio, FrameworkVersion)
        .join(Enrolment, Enrolment.id == Portfolio.enrolment_id)
        .join(FrameworkVersion, FrameworkVersion.id == Portfolio.framework_version_id)
        .where(Enrolment.person_id == person_id)
        .order_by(Portfolio.created_at.desc(), Portfolio.id)
        .limit(1)
    )
    row = session.execute(query).first()
    return (row[0], row[1]) if row else None


def pieces_of(session: Session, version_id: UUID) -> Sequence[PlanPiece]:
    """The plan of a framework version, in order."""
    return session.scalars(sa.select(PlanPiece).filter_by(version_id=version_id).order_by(PlanPiece.position)).all()


def piece_by_code(session: Session, version_id: UUID, code: str) -> PlanPiece | None:
    """A piece of the plan by its code, or None."""
    return session.scalar(sa.select(PlanPiece).filter_by(version_id=version_id, code=code))


def core_areas(session: Session, version_id: UUID) -> Sequence[Area]:
    """The areas that can be rated, in order."""
    return session.scalars(
        sa.select(Area).filter_by(version_id=version_id, kind=AreaKind.CORE).order_by(Area.position)
    ).all()


def domains_of(session: Session, version_id: UUID) -> Sequence[tuple[Area, str]]:
    """Every area with the title of its domain, in order."""
    query = sa.select(Area, Domain.title).join(Domain, Domain.id == Area.domain_id).where(Area.version_id == version_id)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Area.position))]


@dataclass(frozen=True)
class Attempt:
    """One attempt and the areas it is offered for."""

    evidence: Evidence
    areas: frozenset[UUID]


def attempts(session: Session, portfolio_id: UUID) -> Sequence[Attempt]:
    """Every attempt of a portfolio, oldest first, in two statements."""
    rows = session.scalars(
        sa.select(Evidence)
        .filter_by(portfolio_id=portfolio_id)
        .order_by(Evidence.created_at, Evidence.attempt, Evidence.id)
    ).all()
    offered: dict[UUID, set[UUID]] = {row.id: set() for row in rows}
    query = (
        sa.select(EvidenceArea.evidence_id, EvidenceArea.area_id)
        .join(Evidence, Evidence.id == EvidenceArea.evidence_id)
        .where(Evidence.portfolio_id == portfolio_id)
    )
    for evidence_id, area_id in session.execute(query):
        offered[evidence_id].add(area_id)
    return [Attempt(row, frozenset(offered[row.id])) for row in rows]


@dataclass(frozen=True)
class Decided:
    """A decision with the assessor's name and, when somebody looked at it, their comment."""

    assessment: Assessment
    assessor: str
    comment: str


def decisions_of(session: Session, evidence_ids: Sequence[UUID]) -> Sequence[Decided]:
    """Decisions about these attempts, newest first."""
    query = (
        sa.select(Assessment, Person.chosen_name, Verification.comment)
        .join(Person, Person.id == Assessment.assessor_id)
        .outerjoin(Verification, Verification.assessment_id == Assessment.id)
        .where(Assessment.evidence_id.in_(evidence_ids), Assessment.decided_at.is_not(None))
        .order_by(Assessment.decided_at.desc(), Assessment.id)
    )
    return [Decided(row[0], row[1], row[2] or "") for row in session.execute(query)]


def outcomes_of(
    session: Session, portfolio_id: UUID, area_id: UUID | None = None
) -> Sequence[tuple[AreaOutcome, Assessment, Evidence, str]]:
    """Outcomes of a portfolio, newest first, with decision, attempt and the assessor's name; of one area if given."""
    query = (
        sa.select(AreaOutcome, Assessment, Evidence, Person.chosen_name)
        .join(Assessment, Assessment.id == AreaOutcome.assessment_id)
        .join(Evidence, Evidence.id == Assessment.evidence_id)
        .join(Person, Person.id == Assessment.assessor_id)
        .where(Evidence.portfolio_id == portfolio_id)
        .order_by(AreaOutcome.decided_at.desc(), AreaOutcome.id)
    )
    rows = session.execute(query.where(AreaOutcome.area_id == area_id) if area_id else query)
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def newest_of_piece(session: Session, portfolio_id: UUID, piece_id: UUID) -> Evidence | None:
    """The newest attempt at a piece of the plan, or None."""
    query = sa.select(Evidence).filter_by(portfolio_id=portfolio_id, plan_piece_id=piece_id)
    return session.scalar(query.order_by(Evidence.attempt.desc()).limit(1))


def newest_attempts(session: Session, person_id: UUID) -> tuple[Sequence[PlanPiece], Sequence[Evidence]]:
    """The pieces of a person's newest plan, and the newest attempt at each and at anything else; one statement."""
    portfolio = (
        sa.select(Portfolio.id)
        .join(Enrolment, Enrolment.id == Portfolio.enrolment_id)
        .where(Enrolment.person_id == person_id)
        .order_by(Portfolio.created_at.desc(), Portfolio.id)
        .limit(1)
        .scalar_subquery()
    )
    later = sa.orm.aliased(Evidence)
    newest = sa.and_(Evidence.portfolio_id == Portfolio.id, ~sa.exists().where(later.follows_id == Evidence.id))
    query = (
        sa.select(PlanPiece, Evidence)
        .join(Portfolio, Portfolio.framework_version_id == PlanPiece.version_id)
        .outerjoin(Evidence, newest)
        .where(Portfolio.id == portfolio)
        .order_by(PlanPiece.position, Evidence.created_at)
    )
    rows = session.execute(query).all()
    pieces = {row[0].id: row[0] for row in rows}
    return list(pieces.values()), list({row[1].id: row[1] for row in rows if row[1] is not None}.values())


def pinned_version(session: Session, portfolio: Portfolio) -> FrameworkVersion:
    """The framework version that a portfolio is pinned to."""
    return session.get_one(FrameworkVersion, portfolio.framework_version_id)


def newer_attempt(session: Session, evidence_id: UUID) -> Evidence | None:
    """The attempt that follows this one, or None."""
    return session.scalar(sa.select(Evidence).filter_by(follows_id=evidence_id))


def earlier_attempts(session: Session, evidence: Evidence) -> Sequence[Evidence]:
    """The attempts that came before this one, newest first."""
    if evidence.follows_id is None:
        return []
    line = (
        sa.select(Evidence.id, Evidence.follows_id)
        .where(Evidence.id == evidence.follows_id)
        .cte("line", recursive=True)
    )
    line = line.union_all(sa.select(Evidence.id, Evidence.follows_id).where(Evidence.id == line.c.follows_id))
    query = sa.select(Evidence).join(line, line.c.id == Evidence.id).order_by(Evidence.attempt.desc())
    return session.scalars(query).all()


def assessors_of(session: Session, portfolio_id: UUID) -> Sequence[tuple[Allocation, str]]:
    """Allocations of a portfolio with names, those that ended too, oldest first."""
    query = sa.select(Allocation, Person.chosen_name).join(Person, Person.id == Allocation.assessor_id)
    rows = session.execute(
        query.where(Allocation.portfolio_id == portfolio_id).order_by(Allocation.created_at, Allocation.id)
    )
    return [(row[0], row[1]) for row in rows]


def own_allocation(session: Session, actor: Actor, allocation_id: UUID) -> tuple[Allocation, UUID, str] | None:
    """A running allocation that this person is a side of, with trainee's id and the other side's name; or None."""
    assessor, trainee = sa.orm.aliased(Person), sa.orm.aliased(Person)
    query = (
        sa.select(Allocation, trainee.id, trainee.chosen_name, assessor.chosen_name)
        .join(Portfolio, Portfolio.id == Allocation.portfolio_id)
        .join(Enrolment, Enrolment.id == Portfolio.enrolment_id)
        .join(trainee, trainee.id == Enrolment.person_id)
        .join(assessor, assessor.id == Allocation.assessor_id)
        .where(
            Allocation.id == allocation_id,
            Allocation.state == AllocationState.ACTIVE,
            sa.or_(Allocation.assessor_id == actor.id, Enrolment.person_id == actor.id),
        )
    )
    row = session.execute(query).first()
    return (row[0], row[1], row[3] if row[1] == actor.id else row[2]) if row else None
