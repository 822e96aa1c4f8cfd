"""What assessments holds about one person, for that person to read."""

from collections.abc import Iterator
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import Evidence, Portfolio
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.plugins import DataSection
from modules.models import Enrolment

__all__ = ["sections"]


def sections(session: Session, person_id: UUID) -> Iterator[DataSection]:
    """The evidence that the person offered, in their words or linked; in one statement. Not what assessors wrote."""
    query = (
        sa.select(Evidence)
        .join(Portfolio, Portfolio.id == Evidence.portfolio_id)
        .join(Enrolment, Enrolment.id == Portfolio.enrolment_id)
        .where(Enrolment.person_id == person_id)
    )
    rows = [(row.title, _words(row)) for row in session.scalars(query.order_by(Evidence.created_at)).all()]
    if rows:
        yield DataSection("evidence", _l("Your evidence"), rows)


def _words(evidence: Evidence) -> Text:
    linked = evidence.linked or {}
    return "\n\n".join(filter(None, (evidence.text, linked.get("text")))) or _l("A file or a recording")
