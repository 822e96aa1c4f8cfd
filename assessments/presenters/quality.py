"""Decisions to look at, and one of them beside its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from assessments import queries
from assessments.models import Assessment, Evidence, EvidenceState, FrameworkVersion, Look
from assessments.presenters.marking import ago
from assessments.presenters.pieces import (
    AttemptView,
    DecisionView,
    PieceView,
    Tag,
    attempt_view,
    decision_view,
    evidence_tag,
    piece_view,
)
from assessments.queries.cases import Case
from assessments.rules.marking import LOOK_NAMES
from lms.core.access import Actor
from lms.core.files import File
from lms.core.tables import Slice
from lms.core.text import Text

LOOKS = (Look.TO_LOOK_AT, Look.AGREED, Look.ASKED_AGAIN)


@dataclass(frozen=True)
class LookLine:
    """One decision in the list."""

    id: UUID
    person: str
    piece: str
    assessor: str
    tag: Tag
    decided: str
    met: int
    areas: int


@dataclass(frozen=True)
class LooksPage:
    """Decisions, the cursor for more, and which part is shown."""

    lines: Sequence[LookLine]
    slice: Slice[Any]
    look: Look
    looks: Sequence[tuple[str, Text]]


def looks_page(session: Session, actor: Actor, *, look: Look, cursor: str) -> LooksPage:
    """One page of decisions, in one statement."""
    rows = queries.looking_page(session, actor, look=look, cursor=cursor)
    lines = [_look_line(Case(*row[:-2]), row[-2], row[-1]) for row in rows.items]
    return LooksPage(lines, rows, look, [(part.value, LOOK_NAMES[part]) for part in LOOKS])


def _look_line(case: Case, assessment: Assessment, assessor: str) -> LookLine:
    passed = [bool(line["passed"]) for line in (assessment.snapshot or {})["areas"]]
    state = EvidenceState.ASSESSED if all(passed) else EvidenceState.RETURNED
    return LookLine(
        assessment.id,
        case.person_name,
        case.evidence.title,
        assessor,
        evidence_tag(state),
        ago(assessment.decided_at or case.evidence.created_at),
        sum(passed),
        len(passed),
    )


@dataclass(frozen=True)
class LookPage:
    """A decision beside the evidence it is about. `open` while nobody has looked at it."""

    title: str
    person: str
    assessment_id: UUID
    version: int
    open: bool
    attempt: AttemptView
    piece: PieceView | None
    decision: DecisionView
    state: Text


def look_page(session: Session, case: Case, assessment: Assessment) -> LookPage:
    """The page of one decision for a quality assurer."""
    evidence: Evidence = case.evidence
    version = session.get_one(FrameworkVersion, case.portfolio.framework_version_id)
    decided = next(one for one in queries.decisions_of(session, [evidence.id]) if one.assessment.id == assessment.id)
    file = session.get(File, evidence.file_id) if evidence.file_id else None
    return LookPage(
        evidence.title,
        case.person_name,
        assessment.id,
        assessment.version,
        assessment.look is Look.TO_LOOK_AT,
        attempt_view(evidence, file, queries.offered_areas(session, evidence.id)),
        piece_view(case.piece),
        decision_view(decided, version),
        LOOK_NAMES[assessment.look],
    )
