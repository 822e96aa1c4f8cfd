"""When evidence goes, counted from the certificate it led to; and certificates, which stand for good."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import Evidence, Portfolio
from assessments.retention import forget_evidence
from certificates.models import Certificate, CertificateState
from lms.core.db.classes import DECISIONS, PIECES
from lms.core.files import FileStore
from lms.people.retention import left
from lms.plugins import RetentionRule, Rows
from modules.models import Enrolment, EnrolmentState
from modules.retention import over

__all__ = ["RULES"]

# A certificate stands for what was offered before it; what is offered afterwards is for the next.
STANDS_FOR = (Certificate.enrolment_id == Enrolment.id, Certificate.created_at >= Evidence.created_at)
AWARDED = sa.exists().where(*STANDS_FOR)
LOOKED_INTO = sa.exists().where(*STANDS_FOR, Certificate.state == CertificateState.SUSPENDED)


def _pieces(started: sa.ColumnElement[Any]) -> Rows:
    query = sa.select(Evidence.id, Enrolment.person_id, started.label("started"))
    return query.join(Portfolio, Portfolio.id == Evidence.portfolio_id).join(
        Enrolment, Enrolment.id == Portfolio.enrolment_id
    )


def _certified() -> Rows:
    """From the certificate: none while a certificate is suspended, or the piece waits to be marked."""
    last = sa.select(sa.func.max(Certificate.issued_on)).where(*STANDS_FOR).scalar_subquery()
    return _pieces(sa.case((sa.and_(~LOOKED_INTO, Evidence.waiting_since.is_(None)), last))).where(AWARDED)


def _withdrawn() -> Rows:
    return _pieces(over()).where(~AWARDED, Enrolment.state == EnrolmentState.WITHDRAWN)


def _without() -> Rows:
    """A completed programme may still lead to a certificate, for as long as somebody is here."""
    return _pieces(left(Enrolment.person_id)).where(~AWARDED, Enrolment.state != EnrolmentState.WITHDRAWN)


def _certificates() -> Rows:
    return sa.select(Certificate.id, Certificate.person_id, Certificate.issued_on.label("started"))


def _stays(_session: Session, ids: Sequence[UUID], _files: FileStore) -> None:
    raise RuntimeError(f"certificates are for good: {len(ids)} were to go")


RULES = (
    RetentionRule(PIECES, "lms_evidence", _certified, forget_evidence),
    RetentionRule(PIECES, "lms_evidence", _withdrawn, forget_evidence),
    RetentionRule(PIECES, "lms_evidence", _without, forget_evidence),
    RetentionRule(DECISIONS, "lms_certificate", _certificates, _stays),
)
