"""What employment holds about one person, for that person to read."""

from collections.abc import Iterator
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.text import Text, day
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.employment.content import handbook
from lms.employment.models import Check, Start, Supervision
from lms.employment.rules import CHECK_STATES, START_STATES
from lms.plugins import DataSection

__all__ = ["sections"]


def sections(session: Session, person_id: UUID) -> Iterator[DataSection]:
    """Starts, checks with their outcome, and the days of supervision; in two statements."""
    query = sa.select(Start, Check).outerjoin(Check, Check.start_id == Start.id).where(Start.person_id == person_id)
    rows = session.execute(query.order_by(Start.created_at, Check.code)).all()
    starts = {start.id: (start.role_title, START_STATES[start.state]) for start, _check in rows}
    if starts:
        yield DataSection("starts", _l("Your start"), list(starts.values()))
    checks = [(handbook().check(check.code).title, _said(check)) for _start, check in rows if check]
    if checks:
        yield DataSection("checks", _l("Your checks"), checks)
    days = sa.select(Supervision.on).filter_by(supervisee_id=person_id).order_by(Supervision.on)
    met = [(_l("Supervision took place"), day(on)) for on in session.scalars(days)]
    if met:
        yield DataSection("supervision", _l("Your supervision"), met)


def _said(check: Check) -> Text:
    outcome = handbook().check(check.code).outcome(check.outcome)
    talked = _("Talked with you on %(day)s", day=day(check.talked_on)) if check.talked_on else ""
    parts = [CHECK_STATES[check.state], talked, outcome.label if outcome else "", check.conditions]
    return ". ".join(str(part) for part in parts if part)
