"""An assessor's marking: saved for later, or decided."""

import hashlib
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments import signals
from assessments.models import AreaOutcome, Assessment, Evidence, EvidenceState, FrameworkVersion, Look
from assessments.queries.cases import Case, offered_areas
from assessments.rules.areas import refuse_unratable
from assessments.rules.evidence import WAITING
from assessments.rules.marking import Marks, RatedArea, decision_verdict, passing
from assessments.services.waiting import queue_up
from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import announce, expect_version
from lms.core.errors import Refused, Stale
from lms.core.files import File
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Verdict
from lms.people import mail

__all__ = ["decide", "save_for_later"]


def save_for_later(session: Session, *, case: Case, marks: Marks, by: Actor, seen: int | None = None) -> Assessment:
    """Keep marks that are not decided yet; the trainee sees that the piece is being marked.

    Raises Stale when somebody changed or decided it meanwhile, Refused for one's own work or an area never rated.
    """
    _refuse(session, case, marks, by, seen)
    assessment = _begun(session, case.evidence, by)
    _write(assessment, marks)
    session.add(assessment)
    case.evidence.state, case.evidence.marked_at = EvidenceState.IN_MARKING, clock.now()
    record(session, by=by, action="evidence.marking-saved", subject=case.evidence, about=case.person_id)
    session.flush()
    return assessment


def decide(session: Session, *, case: Case, marks: Marks, by: Actor, seen: int | None = None) -> Verdict:
    """Decide about every area of a piece, when the verdict on the marks is ok; the verdict is given back either way.

    Writes the snapshot and one outcome for each area, tells the packages above and the trainee.
    Raises Stale when somebody changed or decided it meanwhile, Refused for one's own work or an area never rated.
    """
    _refuse(session, case, marks, by, seen)
    version = session.get_one(FrameworkVersion, case.portfolio.framework_version_id)
    verdict = decision_verdict(marks, criteria=version.criteria, scale=version.scale)
    if verdict.ok:
        assessment = _begun(session, case.evidence, by)
        _write(assessment, marks)
        assessment.decided_at, assessment.look = clock.now(), Look.TO_LOOK_AT
        assessment.snapshot = _snapshot(session, case, marks, version, verdict, by)
        _outcomes(session, assessment, marks, version)
        _close(session, case, marks, version)
        _tell(session, case, assessment, by)
    return verdict


def _refuse(session: Session, case: Case, marks: Marks, by: Actor, seen: int | None) -> None:
    if case.evidence.state not in WAITING:
        raise Stale(settled=True)
    expect_version(case.evidence, seen)
    if case.person_id == by.person_id:
        raise Refused(_l("This is your own work, so somebody else marks it."))
    for area in marks.areas:
        refuse_unratable(area.kind)
    if {area.area_id for area in marks.areas} != {area.id for area in offered_areas(session, case.evidence.id)}:
        raise Refused(_l("Rate exactly the areas that this piece is offered for. Reload the page to see them."))


def _begun(session: Session, evidence: Evidence, by: Actor) -> Assessment:
    """The marks this assessor has begun for the piece, or fresh ones."""
    found = session.scalar(
        sa.select(Assessment)
        .filter_by(evidence_id=evidence.id, assessor_id=by.id, look=Look.BEGUN)
        .order_by(Assessment.created_at)
        .limit(1)
    )
    return found or Assessment(evidence_id=evidence.id, assessor_id=by.id)


def _write(assessment: Assessment, marks: Marks) -> None:
    assessment.criteria = dict(marks.criteria)
    assessment.ratings = {str(area.area_id): {"rating": area.rating, "note": area.note} for area in marks.areas}
    assessment.strong, assessment.rest, assessment.overall = marks.strong, marks.rest, marks.overall


def _outcomes(session: Session, assessment: Assessment, marks: Marks, version: FrameworkVersion) -> None:
    passes, at = passing(version.scale), clock.now()
    session.add(assessment)
    session.flush()
    session.add_all(
        AreaOutcome(
            assessment_id=assessment.id,
            area_id=area.area_id,
            rating=area.rating,
            passed=area.rating in passes,
            note=area.note,
            decided_at=at,
        )
        for area in marks.areas
    )


def _close(session: Session, case: Case, marks: Marks, version: FrameworkVersion) -> None:
    passes = passing(version.scale)
    whole = all(area.rating in passes for area in marks.areas)
    case.evidence.state = EvidenceState.ASSESSED if whole else EvidenceState.RETURNED
    case.evidence.waiting_since, case.evidence.marked_at = None, clock.now()
    queue_up(session, case.evidence.portfolio_id)


def _tell(session: Session, case: Case, assessment: Assessment, by: Actor) -> None:
    record(
        session,
        by=by,
        action="evidence.decided",
        subject=assessment,
        about=case.person_id,
        evidence=str(case.evidence.id),
        attempt=case.evidence.attempt,
        state=case.evidence.state.value,
    )
    announce(
        signals.areas_decided,
        session,
        enrolment_id=case.portfolio.enrolment_id,
        person_id=case.person_id,
        assessment_id=assessment.id,
    )
    mail.write(
        session,
        to=case.person_id,
        subject=_l("There is something for you to read"),
        body=_l("Sign in to read it. There is no hurry."),
        key=f"assessments.decided:{assessment.id}",
    )
    session.flush()


def _snapshot(
    session: Session, case: Case, marks: Marks, version: FrameworkVersion, verdict: Verdict, by: Actor
) -> dict[str, Any]:
    evidence = case.evidence
    file = session.get(File, evidence.file_id) if evidence.file_id else None
    return {
        "framework": {"id": str(version.id), "number": version.number, "digest": version.digest},
        "evidence": {
            "id": str(evidence.id),
            "version": evidence.version,
            "attempt": evidence.attempt,
            "title": evidence.title,
            "text_sha256": hashlib.sha256(evidence.text.encode()).hexdigest(),
            "file_sha256": file.sha256 if file else None,
            "file_size": file.size if file else None,
            "submitted_at": evidence.submitted_at.isoformat() if evidence.submitted_at else None,
            "authentic": evidence.authentic,
            "anonymised": evidence.anonymised,
        },
        "assessor": {"id": str(by.person_id), "name": by.name},
        "criteria": dict(marks.criteria),
        "areas": [_rated(area, passing(version.scale)) for area in marks.areas],
        "strong": marks.strong,
        "rest": marks.rest,
        "overall": marks.overall,
        "verdict": verdict.snapshot(),
    }


def _rated(area: RatedArea, passes: frozenset[str]) -> dict[str, Any]:
    return {
        "id": str(area.area_id),
        "code": area.code,
        "title": area.title,
        "rating": area.rating,
        "passed": area.rating in passes,
        "note": area.note,
    }
