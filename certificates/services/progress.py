"""Noting who is ready, so that a home page can count them in one statement."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from certificates.models import AwardProgress
from certificates.queries.awards import candidates
from certificates.queries.cases import Case, case_of, cases_in

KIND = "certificates.tally"
BATCH = 200


def note_progress(session: Session, *, enrolment_id: UUID) -> None:
    """Look at one enrolment's awards again and note whether all they ask for is there."""
    case = case_of(session, enrolment_id)
    _note(session, [case] if case else [])


def note_programme(session: Session, *, programme_slug: str) -> None:
    """The same for everybody in a programme, a batch at a time: an award of it was published."""
    cases = cases_in(session, programme_slug)
    for start in range(0, len(cases), BATCH):
        _note(session, cases[start : start + BATCH])


def _note(session: Session, cases: Sequence[Case]) -> None:
    ids = [case.enrolment_id for case in cases]
    rows = session.scalars(sa.select(AwardProgress).where(AwardProgress.enrolment_id.in_(ids)))
    noted = {(row.enrolment_id, row.rule_id): row for row in rows}
    for each in candidates(session, cases, for_other=True):
        key = (each.case.enrolment_id, each.rule.rule_id)
        row = noted.get(key) or AwardProgress(enrolment_id=key[0], rule_id=key[1])
        row.ready = each.verdict.ok
        session.add(row)
    session.flush()
