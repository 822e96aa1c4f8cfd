"""When evidence goes, counted from the certificate it led to; and certificates, which stand for good."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import Evidence, Portfolio
from assessments.retention import forget_evidence
from certificates.models import Certificate
from lms.core.db.classes import DECISIONS, PIECES
from lms.core.files import FileStore
from lms.plugins import RetentionRule, Rows
from modules.models import Enrolment
from modules.retention import over

__all__ = ["RULES"]

AWARDED = sa.exists().where(Certificate.enrolment_id == Enrolment.id)


def _pieces(started: sa.ColumnElement[Any]) -> Rows:
    query = sa.select(Evidence.id, Enrolment.person_id, started.label("started"))
    return query.join(Portfolio, Portfolio.id == Evidence.portfolio_id).join(
        Enrolment, Enrolment.id == Portfolio.enrolment_id
    )


def _certified() -> Rows:
    last = sa.select(sa.func.max(Certificate.issued_on)).where(Certificate.enrolment_id == Enrolment.id)
    return _pieces(last.scalar_subquery()).where(AWARDED)


def _without() -> Rows:
    return _pieces(over()).where(~AWARDED)


def _certificates() -> Rows:
    return sa.select(Certificate.id, Certificate.person_id, Certificate.issued_on.label("started"))


def _stays(_session: Session, ids: Sequence[UUID], _files: FileStore) -> None:
    raise RuntimeError(f"certificates are for good: {len(ids)} were to go")


RULES = (
    RetentionRule(PIECES, "lms_evidence", _certified, forget_evidence),
    RetentionRule(PIECES, "lms_evidence", _without, forget_evidence),
    RetentionRule(DECISIONS, "lms_certificate", _certificates, _stays),
)
