"""Attempts: every one of a portfolio, the newest of each piece, and what came before and after one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import (
    Evidence,
    EvidenceArea,
    EvidenceState,
    PlanPiece,
    Portfolio,
)
from lms.core.db import prepared, rows
from modules.models import Enrolment

__all__ = [
    "Attempt",
    "EvidenceHead",
    "PieceTitle",
    "attempts",
    "earlier_attempts",
    "newer_attempt",
    "newest_attempts",
    "newest_of_piece",
]


class EvidenceHead(NamedTuple):
    """What a list says of an attempt: not what was written, which is long."""

    id: UUID
    title: str
    attempt: int
    state: EvidenceState
    plan_piece_id: UUID | None
    follows_id: UUID | None
    waiting_since: datetime | None


class PieceTitle(NamedTuple):
    """A piece of the plan, as a card names it."""

    id: UUID
    code: str
    title: str


EVIDENCE_HEAD = (
    Evidence.id,
    Evidence.title,
    Evidence.attempt,
    Evidence.state,
    Evidence.plan_piece_id,
    Evidence.follows_id,
    Evidence.waiting_since,
)


@dataclass(frozen=True)
class Attempt:
    """One attempt and the areas it is offered for."""

    evidence: EvidenceHead
    areas: frozenset[UUID]


def attempts(session: Session, portfolio_id: UUID) -> Sequence[Attempt]:
    """Every attempt of a portfolio, oldest first, in two statements."""
    found = [EvidenceHead(*row) for row in rows(session, _attempts(portfolio=portfolio_id))]
    offered: dict[UUID, set[UUID]] = {row.id: set() for row in found}
    for evidence_id, area_id in rows(session, _offered(portfolio=portfolio_id)):
        offered[evidence_id].add(area_id)
    return [Attempt(row, frozenset(offered[row.id])) for row in found]


@prepared
def _attempts(*, portfolio: UUID) -> sa.Select[*tuple[Any, ...]]:
    query: sa.Select[*tuple[Any, ...]] = sa.select(*EVIDENCE_HEAD)
    return query.where(Evidence.portfolio_id == portfolio).order_by(Evidence.created_at, Evidence.attempt, Evidence.id)


@prepared
def _offered(*, portfolio: UUID) -> sa.Select[UUID, UUID]:
    query = sa.select(EvidenceArea.evidence_id, EvidenceArea.area_id)
    return query.join(Evidence, Evidence.id == EvidenceArea.evidence_id).where(Evidence.portfolio_id == portfolio)


def newest_of_piece(session: Session, portfolio_id: UUID, piece_id: UUID) -> Evidence | None:
    """The newest attempt at a piece of the plan, or None."""
    query = sa.select(Evidence).filter_by(portfolio_id=portfolio_id, plan_piece_id=piece_id)
    return session.scalar(query.order_by(Evidence.attempt.desc()).limit(1))


def newest_attempts(session: Session, person_id: UUID) -> tuple[Sequence[PieceTitle], Sequence[EvidenceHead]]:
    """The pieces of a person's newest plan, and the newest attempt at each and at anything else; one statement."""
    found = rows(session, _newest_attempts(person=person_id)).all()
    pieces = {row[0]: PieceTitle(*row[:3]) for row in found}
    begun = {row[3]: EvidenceHead(*row[3:]) for row in found if row[3] is not None}
    return list(pieces.values()), list(begun.values())


@prepared
def _newest_attempts(*, person: UUID) -> sa.Select[*tuple[Any, ...]]:
    portfolio = (
        sa.select(Portfolio.id)
        .join(Enrolment, Enrolment.id == Portfolio.enrolment_id)
        .where(Enrolment.person_id == person)
        .order_by(Portfolio.created_at.desc(), Portfolio.id)
        .limit(1)
        .scalar_subquery()
    )
    later = sa.orm.aliased(Evidence)
    newest = sa.and_(Evidence.portfolio_id == Portfolio.id, ~sa.exists().where(later.follows_id == Evidence.id))
    return (
        sa.select(PlanPiece.id, PlanPiece.code, PlanPiece.title, *EVIDENCE_HEAD)
        .join(Portfolio, Portfolio.framework_version_id == PlanPiece.version_id)
        .outerjoin(Evidence, newest)
        .where(Portfolio.id == portfolio)
        .order_by(PlanPiece.position, Evidence.created_at)
    )


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
