"""A person's whole record of evidence and decisions, in a bounded number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.models import FrameworkVersion, Portfolio
from assessments.queries import portfolios
from assessments.queries.attempts import Attempt, attempts
from assessments.queries.outlines import AreaHead, PieceHead, outline_of
from assessments.queries.portfolios import OutcomeHead

__all__ = ["Record", "record_of"]


@dataclass(frozen=True)
class Record:
    """Portfolio, framework, attempts (oldest first) and outcomes (newest first) of one person."""

    portfolio: Portfolio
    version: FrameworkVersion
    areas: Sequence[AreaHead]
    pieces: Sequence[PieceHead]
    attempts: Sequence[Attempt]
    outcomes: Sequence[OutcomeHead]


def record_of(session: Session, person_id: UUID) -> Record | None:
    """The record of a person's newest portfolio, in four statements; None when they have none yet."""
    found = portfolios.own_portfolio(session, person_id)
    if found is None:
        return None
    portfolio, version = found
    return Record(
        portfolio,
        version,
        *outline_of(session, version),
        attempts(session, portfolio.id),
        portfolios.outcomes_of(session, portfolio.id),
    )
