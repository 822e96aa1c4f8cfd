"""My evidence: the plan, and one piece of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from assessments import queries
from assessments.kinds import choosable
from assessments.models import AllocationState, Area, Evidence, EvidenceState, FrameworkVersion, PlanPiece, Way
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
from assessments.queries.attempts import EvidenceHead
from assessments.queries.cases import Case
from assessments.queries.outlines import PieceHead
from assessments.queries.records import Record
from assessments.rules.evidence import WAITING
from lms.core.files import File
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Link, Verdict
from lms.plugins import EvidencePart

NOT_BEGUN = Tag(_l("Not started"), "not-started", "grey")
NEXT: dict[EvidenceState, Text] = {
    EvidenceState.DRAFT: _l("Finish it and send it."),
    EvidenceState.SUBMITTED: _l("Your assessor reads or hears it next."),
    EvidenceState.IN_MARKING: _l("Your assessor has begun to mark it."),
    EvidenceState.RETURNED: _l("See what would meet the rest, then add it."),
    EvidenceState.ASSESSED: _l("Nothing more to do."),
}


@dataclass(frozen=True)
class PlanLine:
    """One piece of the plan: what it covers, where it stands and what comes next."""

    code: str
    title: str
    covers: Sequence[str]
    tag: Tag
    attempt: int
    next: Text
    yours: bool
    link: Link


@dataclass(frozen=True)
class PlanPage:
    """The plan, whatever else was offered, who marks it, and the one thing to do next."""

    pieces: Sequence[PlanLine]
    others: Sequence[PlanLine]
    next: PlanLine | None
    assessors: Sequence[tuple[UUID, str]]
    done: int


def plan_page(session: Session, record: Record) -> PlanPage:
    """The page of a record: its pieces in the plan's order, then anything else."""
    newest = _newest(record)
    titles = {area.code: area.title for area in record.areas}
    pieces = [_plan_line(piece, newest.get(piece.id), titles) for piece in record.pieces]
    free = [attempt for attempt in record.attempts if attempt.evidence.plan_piece_id is None]
    followed = {attempt.evidence.follows_id for attempt in free}
    others = [_line("", a.evidence, []) for a in free if a.evidence.id not in followed]
    lines = [*pieces, *others]
    allocations = queries.assessors_of(session, record.portfolio.id)
    return PlanPage(
        pieces,
        others,
        _next(lines),
        [(a.id, name) for a, name in allocations if a.state is AllocationState.ACTIVE],
        sum(line.tag.state == EvidenceState.ASSESSED.value for line in pieces),
    )


def _newest(record: Record) -> dict[UUID | None, EvidenceHead]:
    return {
        attempt.evidence.plan_piece_id: attempt.evidence
        for attempt in sorted(record.attempts, key=lambda attempt: attempt.evidence.attempt)
    }


def _plan_line(piece: PieceHead, evidence: EvidenceHead | None, titles: dict[str, str]) -> PlanLine:
    covers = [titles[code] for code in piece.areas]
    if evidence is not None:
        return _line(piece.code, evidence, covers)
    link = Link("assessments.new_evidence", {"piece": piece.code})
    return PlanLine(
        piece.code, piece.title, covers, NOT_BEGUN, 1, _l("Read what it asks, and begin when you like."), True, link
    )


def _line(code: str, evidence: EvidenceHead, covers: Sequence[str]) -> PlanLine:
    yours = evidence.state in (EvidenceState.DRAFT, EvidenceState.RETURNED)
    link = Link("assessments.piece", {"evidence_id": evidence.id})
    return PlanLine(
        code, evidence.title, covers, evidence_tag(evidence.state), evidence.attempt, NEXT[evidence.state], yours, link
    )


def _next(lines: Sequence[PlanLine]) -> PlanLine | None:
    for state in (EvidenceState.RETURNED.value, EvidenceState.DRAFT.value, NOT_BEGUN.state):
        found = next((line for line in lines if line.tag.state == state), None)
        if found is not None:
            return found
    return None


@dataclass(frozen=True)
class WritePage:
    """A piece to write or speak: new, or a draft. `verdict` says what is still to do before it can be sent."""

    title: str
    piece: PieceView | None
    attempt: AttemptView | None
    version: int | None
    verdict: Verdict | None
    feedback: Sequence[DecisionView]
    megabytes: int
    asks: "Asks"


@dataclass(frozen=True)
class Asks:
    """What the form asks because plugins brought kinds: which kind, the day, who saw it."""

    kind: bool
    day: bool
    observer: bool


def _asks(evidence: Evidence | None) -> Asks:
    """The same, and whatever the piece holds already."""
    choices = choosable(evidence.way if evidence else Way.TEXT)
    needed = {part for kind in choices for part in kind.needs}
    return Asks(
        bool(choices),
        EvidencePart.DAY in needed or bool(evidence and evidence.happened_on),
        EvidencePart.OBSERVER in needed or bool(evidence and evidence.observer),
    )


def new_page(piece: PlanPiece | None, megabytes: int) -> WritePage:
    """The page of a piece that is not begun yet."""
    return WritePage(piece.title if piece else "", piece_view(piece), None, None, None, (), megabytes, _asks(None))


def write_page(session: Session, case: Case, megabytes: int) -> WritePage:
    """The page of a draft, with what was said about the earlier attempt."""
    evidence = case.evidence
    areas = queries.offered_areas(session, evidence.id)
    verdict = queries.send_verdict(session, evidence)
    attempt = attempt_view(evidence, _file(session, evidence), areas)
    feedback = _feedback(session, case, [evidence.follows_id] if evidence.follows_id else [])
    return WritePage(
        evidence.title,
        piece_view(case.piece),
        attempt,
        evidence.version,
        verdict,
        feedback[:1],
        megabytes,
        _asks(evidence),
    )


@dataclass(frozen=True)
class ReadPage:
    """A piece that was sent: what was sent, what was decided, and what may come next."""

    title: str
    piece: PieceView | None
    attempt: AttemptView
    next: Text
    waits: bool
    may_try_again: bool
    newer_id: UUID | None
    earlier: Sequence[tuple[UUID, int, Tag]]
    decisions: Sequence[DecisionView]


def read_page(session: Session, case: Case) -> ReadPage:
    """The page of an attempt that was sent."""
    evidence = case.evidence
    newer = queries.newer_attempt(session, evidence.id)
    earlier = queries.earlier_attempts(session, evidence)
    return ReadPage(
        evidence.title,
        piece_view(case.piece),
        attempt_view(evidence, _file(session, evidence), queries.offered_areas(session, evidence.id)),
        _l("There is a newer attempt.") if newer else NEXT[evidence.state],
        evidence.state in WAITING,
        evidence.state is EvidenceState.RETURNED and newer is None,
        newer.id if newer else None,
        [(one.id, one.attempt, evidence_tag(one.state)) for one in earlier],
        _feedback(session, case, [evidence.id]),
    )


def _feedback(session: Session, case: Case, evidence_ids: Sequence[UUID]) -> Sequence[DecisionView]:
    decided = queries.decisions_of(session, evidence_ids) if evidence_ids else []
    if not decided:
        return []
    version = session.get_one(FrameworkVersion, case.portfolio.framework_version_id)
    return [decision_view(one, version) for one in decided]


def _file(session: Session, evidence: Evidence) -> File | None:
    return session.get(File, evidence.file_id) if evidence.file_id else None


def area_choices(areas: Sequence[Area]) -> list[tuple[str, Text]]:
    """Areas as checkboxes: id and title."""
    return [(str(area.id), area.title) for area in areas]
