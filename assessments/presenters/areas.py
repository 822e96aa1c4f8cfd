"""My areas, and the history of one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from assessments.models import Area, AreaKind, EvidenceState, Look
from assessments.presenters.frameworks import Served, served
from assessments.presenters.pieces import Tag, area_tag, evidence_tag
from assessments.queries.attempts import Attempt
from assessments.queries.outlines import AreaHead, PieceHead
from assessments.queries.portfolios import OutcomeHead
from assessments.queries.records import Record
from assessments.rules.areas import (
    AreaState,
    CoreProgress,
    Outcome,
    Standing,
    areas_verdict,
    core_progress_of,
    state_of,
)
from assessments.rules.evidence import WAITING
from lms.core.verdict import Link, Verdict


class AreaLine(NamedTuple):
    """One area in the list."""

    id: UUID
    code: str
    title: str
    tag: Tag


@dataclass(frozen=True)
class DomainBlock:
    """A domain and its areas."""

    title: str
    areas: Sequence[AreaLine]


@dataclass(frozen=True)
class AreasPage:
    """All areas by domain, how many are met, and what would meet the others."""

    domains: Sequence[DomainBlock]
    progress: CoreProgress
    verdict: Verdict
    framework: str


def areas_page(record: Record) -> AreasPage:
    """The page of a record. Organisational areas are about the employer and left out."""
    standings = standings_of(record)
    lines = [
        (area.domain, AreaLine(area.id, area.code, area.title, area_tag(standings[area.id].state.state)))
        for area in record.areas
        if area.kind is not AreaKind.ORGANISATIONAL
    ]
    blocks = [
        DomainBlock(title, [line for _domain, line in group])
        for title, group in groupby(lines, key=lambda pair: pair[0])
    ]
    return AreasPage(
        blocks,
        core_progress_of(standing.state for standing in standings.values()),
        areas_verdict(standings.values(), record.version.number),
        record.version.title,
    )


def standings_of(record: Record) -> dict[UUID, Standing]:
    """Where each area of the record stands, in the framework's order."""
    offered, outcomes = defaultdict[UUID, list[Attempt]](list), defaultdict[UUID, list[OutcomeHead]](list)
    for attempt in record.attempts:
        for area_id in attempt.areas:
            offered[area_id].append(attempt)
    for row in record.outcomes:
        outcomes[row.area_id].append(row)
    fresh = _fresh_pieces(record)
    return {area.id: _standing(area, offered[area.id], outcomes[area.id], fresh) for area in record.areas}


def _standing(
    area: AreaHead, offered: Sequence[Attempt], rows: Sequence[OutcomeHead], fresh: Mapping[str, str]
) -> Standing:
    outcomes = [Outcome(row.passed, row.look, row.decided_at) for row in rows]
    state = AreaState(area.id, area.code, area.title, area.kind, state_of(area.kind, bool(offered), outcomes))
    waits = any(attempt.evidence.state in WAITING for attempt in offered)
    return Standing(state, waits, _would_meet(rows), _where(area, offered, fresh))


def _would_meet(rows: Sequence[OutcomeHead]) -> str:
    return next((row.note or row.rest for row in rows if row.look is not Look.ASKED_AGAIN), "")


def _fresh_pieces(record: Record) -> dict[str, str]:
    """By area, the piece of the plan that comes first for it, where that one is not begun."""
    begun = {attempt.evidence.plan_piece_id for attempt in record.attempts}
    first: dict[str, PieceHead] = {}
    for piece in record.pieces:
        for code in piece.areas:
            first.setdefault(code, piece)
    return {code: piece.code for code, piece in first.items() if piece.id not in begun}


def _where(area: AreaHead, offered: Sequence[Attempt], fresh: Mapping[str, str]) -> Link:
    if offered:
        return Link("assessments.piece", {"evidence_id": _to_act_on(offered).evidence.id})
    code = fresh.get(area.code)
    return Link("assessments.new_evidence", {"piece": code} if code else {"area": area.code})


def _to_act_on(offered: Sequence[Attempt]) -> Attempt:
    """The attempt on which something can be done: a draft, else one that waits, else the newest."""
    for states in ((EvidenceState.DRAFT,), WAITING):
        found = [attempt for attempt in offered if attempt.evidence.state in states]
        if found:
            return found[-1]
    return offered[-1]


@dataclass(frozen=True)
class HistoryLine:
    """One decision about the area."""

    tag: Tag
    label: str
    note: str
    strong: str
    rest: str
    assessor: str
    decided_at: datetime
    evidence_id: UUID
    evidence: str
    attempt: int
    look: Look


@dataclass(frozen=True)
class AreaPage:
    """An area, what it means, what was offered for it and every decision about it."""

    title: str
    code: str
    summary: str
    statements: Sequence[str]
    tag: Tag
    assessed: bool
    verdict: Verdict
    history: Sequence[HistoryLine]
    offered: Sequence[tuple[UUID, str, int, Tag]]
    pieces: Sequence[str]
    seen_in_practice: str
    serves: Sequence[Served]


def area_page(record: Record, area: Area) -> AreaPage:
    """The page of one area of a record."""
    standing = standings_of(record)[area.id]
    labels = {step["code"]: step["label"] for step in record.version.scale}
    offered = [attempt.evidence for attempt in record.attempts if area.id in attempt.areas]
    return AreaPage(
        area.title,
        area.code,
        area.summary,
        area.statements,
        area_tag(standing.state.state),
        area.kind is AreaKind.CORE,
        areas_verdict([standing], record.version.number),
        [_history_line(row, labels) for row in record.outcomes if row.area_id == area.id],
        [(evidence.id, evidence.title, evidence.attempt, evidence_tag(evidence.state)) for evidence in offered],
        [piece.title for piece in record.pieces if area.code in piece.areas],
        area.seen_in_practice,
        served(area, record.version.crosswalks),
    )


def _history_line(row: OutcomeHead, labels: dict[str, str]) -> HistoryLine:
    return HistoryLine(
        area_tag(state_of(AreaKind.CORE, True, [Outcome(row.passed, row.look, row.decided_at)])),
        labels[row.rating],
        row.note,
        row.strong,
        row.rest,
        row.assessor,
        row.decided_at,
        row.evidence_id,
        row.evidence,
        row.attempt,
        row.look,
    )
