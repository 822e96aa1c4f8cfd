"""One attempt with all that a page or a decision about it needs, for whoever may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import (
    Allocation,
    AllocationState,
    Area,
    Assessment,
    Evidence,
    EvidenceArea,
    EvidenceState,
    PlanPiece,
    Portfolio,
)
from assessments.permissions import Can
from lms.core.access import Actor
from lms.core.files import File
from lms.employment.models import Start
from lms.people.models import Node, Person
from lms.people.nodes import below
from modules.models import Enrolment

__all__ = [
    "Case",
    "allocated_to",
    "cases",
    "decided_case",
    "file_for",
    "judged_case",
    "marking_case",
    "offered_areas",
    "own_case",
]


@dataclass(frozen=True)
class Case:
    """An attempt, its piece of the plan if any, whose it is, and where they are enrolled."""

    evidence: Evidence
    piece: PlanPiece | None
    portfolio: Portfolio
    person_id: UUID
    person_name: str
    node_path: str


def cases() -> sa.Select[*tuple[Any, ...]]:
    """Every attempt, joined to all that a Case holds, in its order."""
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(Evidence, PlanPiece, Portfolio, Enrolment.person_id, Person.chosen_name, Node.path)
        .join(Portfolio, Portfolio.id == Evidence.portfolio_id)
        .join(Enrolment, Enrolment.id == Portfolio.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Node, Node.id == Enrolment.node_id)
        .outerjoin(PlanPiece, PlanPiece.id == Evidence.plan_piece_id)
    )
    return query


def allocated_to(person_id: UUID) -> sa.ColumnElement[bool]:
    """A condition on Portfolio: this person is allocated to mark it now."""
    return sa.exists().where(
        Allocation.portfolio_id == Portfolio.id,
        Allocation.assessor_id == person_id,
        Allocation.state == AllocationState.ACTIVE,
    )


def supported_by(person_id: UUID) -> sa.ColumnElement[bool]:
    """A condition on Enrolment: this person is named as supervisor or manager of the one enrolled."""
    named = sa.or_(Start.supervisor_id == person_id, Start.manager_id == person_id)
    return sa.exists().where(Start.person_id == Enrolment.person_id, named)


def markable_by(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on `cases()`: sent, somebody else's, allocated to this assessor, at a node where they may mark."""
    return markable(actor.id, actor.paths(Can.MARK))


def markable(assessor_id: UUID, paths: Sequence[str]) -> sa.ColumnElement[bool]:
    """The condition of `markable_by`, from an assessor's id and the paths of the nodes where they may mark."""
    return sa.and_(
        Evidence.state != EvidenceState.DRAFT,
        Enrolment.person_id != assessor_id,
        allocated_to(assessor_id),
        ~supported_by(assessor_id),
        below(paths),
    )


def lookable_by(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on `cases()` with Assessment: decided by somebody else about somebody else, at a node of this IQA's.

    Whoever marks a portfolio does not look at decisions about it.
    """
    return sa.and_(
        Assessment.decided_at.is_not(None),
        Assessment.assessor_id != actor.id,
        Enrolment.person_id != actor.id,
        ~allocated_to(actor.id),
        below(actor.paths(Can.VERIFY)),
    )


def own_case(session: Session, actor: Actor, evidence_id: UUID) -> Case | None:
    """One's own attempt, or None."""
    return _one(session, cases().where(Evidence.id == evidence_id, Enrolment.person_id == actor.id))


def marking_case(session: Session, actor: Actor, evidence_id: UUID) -> Case | None:
    """An attempt that this assessor may mark or has marked, or None."""
    return _one(session, cases().where(Evidence.id == evidence_id, markable_by(actor)))


def decided_case(session: Session, actor: Actor, assessment_id: UUID) -> tuple[Case, Assessment] | None:
    """A decision that this quality assurer may look at, with its case, or None."""
    query = cases().join(Assessment, Assessment.evidence_id == Evidence.id).add_columns(Assessment)
    row = session.execute(query.where(Assessment.id == assessment_id, lookable_by(actor))).first()
    return (Case(*row[:-1]), row[-1]) if row else None


def judged_case(session: Session, actor: Actor, evidence_id: UUID) -> Case | None:
    """An attempt about which there is a decision that this quality assurer may look at, or None."""
    query = (
        cases()
        .join(Assessment, Assessment.evidence_id == Evidence.id)
        .where(Evidence.id == evidence_id, lookable_by(actor))
    )
    return _one(session, query.limit(1))


def file_for(session: Session, actor: Actor, evidence_id: UUID) -> File | None:
    """The file of an attempt, for its owner, its assessor, or a quality assurer of its decision; else None."""
    case = (
        (actor.can(Can.OFFER_EVIDENCE) and own_case(session, actor, evidence_id))
        or (actor.can(Can.MARK) and marking_case(session, actor, evidence_id))
        or (actor.can(Can.VERIFY) and judged_case(session, actor, evidence_id))
    )
    return session.get(File, case.evidence.file_id) if case and case.evidence.file_id else None


def offered_areas(session: Session, evidence_id: UUID) -> Sequence[Area]:
    """The areas an attempt is offered for, in the framework's order."""
    query = (
        sa.select(Area)
        .join(EvidenceArea, EvidenceArea.area_id == Area.id)
        .where(EvidenceArea.evidence_id == evidence_id)
    )
    return session.scalars(query.order_by(Area.position)).all()


def _one(session: Session, query: sa.Select[*tuple[Any, ...]]) -> Case | None:
    row = session.execute(query).first()
    return Case(*row) if row else None
