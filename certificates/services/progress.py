"""Noting who is ready, so that a home page can count them in one statement."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from certificates.models import AwardProgress
from certificates.queries.awards import candidates
from certificates.queries.cases import case_of


def note_progress(session: Session, *, enrolment_id: UUID) -> None:
    """Look at an enrolment's awards again and note whether all they ask for is there."""
    case = case_of(session, enrolment_id)
    if case is None:
        return
    noted = {row.rule_id: row for row in session.scalars(sa.select(AwardProgress).filter_by(enrolment_id=enrolment_id))}
    for each in candidates(session, [case], for_other=True):
        row = noted.get(each.rule.rule_id) or AwardProgress(enrolment_id=enrolment_id, rule_id=each.rule.rule_id)
        row.ready = each.verdict.ok
        session.add(row)
    session.flush()
