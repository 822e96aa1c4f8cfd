"""Portfolios: one's own with its plan and decisions, and who is allocated to whose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
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
    Evidence,
    FrameworkVersion,
    Look,
    PlanPiece,
    Portfolio,
    Verification,
)
from lms.core.access import Actor
from lms.core.db import prepared, rows
from lms.people.models import Person
from modules.models import Enrolment

__all__ = [
    "Decided",
    "OutcomeHead",
    "assessors_of",
    "core_areas",
    "decisions_of",
    "outcomes_of",
    "own_allocation",
    "own_portfolio",
    "piece_by_code",
    "pinned_version",
]


def own_portfolio(session: Session, person_id: UUID) -> tuple[Portfolio, FrameworkVersion] | None:
    """The newest portfolio of a person with its framework version, or None when they have none yet."""
    row = session.execute(*_newest(person=person_id)).first()
    return (row[0], row[1]) if row else None


@prepared
def _newest(*, person: UUID) -> sa.Select[Portfolio, FrameworkVersion]:
    return (
        sa.select(Portfolio, FrameworkVersion)
        .join(Enrolment, Enrolment.id == Portfolio.enrolment_id)
        .join(FrameworkVersion, FrameworkVersion.id == Portfolio.framework_version_id)
        .where(Enrolment.person_id == person)
        .order_by(Portfolio.created_at.desc(), Portfolio.id)
        .limit(1)
    )


def piece_by_code(session: Session, version_id: UUID, code: str) -> PlanPiece | None:
    """A piece of the plan by its code, or None."""
    return session.scalar(sa.select(PlanPiece).filter_by(version_id=version_id, code=code))


def core_areas(session: Session, version_id: UUID) -> Sequence[Area]:
    """The areas that can be rated, in order."""
    return session.scalars(
        sa.select(Area).filter_by(version_id=version_id, kind=AreaKind.CORE).order_by(Area.position)
    ).all()


@dataclass(frozen=True)
class Decided:
    """A decision with the assessor's name and, when somebody looked at it, their comment."""

    assessment: Assessment
    assessor: str
    comment: str


def decisions_of(session: Session, evidence_ids: Sequence[UUID]) -> Sequence[Decided]:
    """Decisions about these attempts, newest first."""
    rows = session.execute(*_decided(about=list(evidence_ids)))
    return [Decided(row[0], row[1], row[2] or "") for row in rows]


@prepared
def _decided(*, about: list[UUID]) -> sa.Select[Assessment, str, str]:
    return (
        sa.select(Assessment, Person.chosen_name, Verification.comment)
        .join(Person, Person.id == Assessment.assessor_id)
        .outerjoin(Verification, Verification.assessment_id == Assessment.id)
        .where(Assessment.evidence_id.in_(about), Assessment.decided_at.is_not(None))
        .order_by(Assessment.decided_at.desc(), Assessment.id)
    )


class OutcomeHead(NamedTuple):
    """What one decision said about one area."""

    area_id: UUID
    rating: str
    passed: bool
    note: str
    decided_at: datetime
    look: Look
    strong: str
    rest: str
    evidence_id: UUID
    evidence: str
    attempt: int
    assessor: str


def outcomes_of(session: Session, portfolio_id: UUID) -> Sequence[OutcomeHead]:
    """Outcomes of a portfolio, newest first."""
    return [OutcomeHead(*row) for row in rows(session, _outcomes(portfolio=portfolio_id))]


@prepared
def _outcomes(*, portfolio: UUID) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            AreaOutcome.area_id, AreaOutcome.rating, AreaOutcome.passed, AreaOutcome.note, AreaOutcome.decided_at,
            Assessment.look, Assessment.strong, Assessment.rest,
            Evidence.id, Evidence.title, Evidence.attempt, Person.chosen_name,
        )
        .join(Assessment, Assessment.id == AreaOutcome.assessment_id)
        .join(Evidence, Evidence.id == Assessment.evidence_id)
        .join(Person, Person.id == Assessment.assessor_id)
        .where(Evidence.portfolio_id == portfolio)
        .order_by(AreaOutcome.decided_at.desc(), AreaOutcome.id)
    )  # fmt: skip


def pinned_version(session: Session, portfolio: Portfolio) -> FrameworkVersion:
    """The framework version that a portfolio is pinned to."""
    return session.get_one(FrameworkVersion, portfolio.framework_version_id)


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
