"""What several pages show: tags, an attempt, a decision about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from assessments.kinds import kind_of
from assessments.models import Area, Evidence, EvidenceState, FrameworkVersion, Look, PlanPiece, Way
from assessments.queries.portfolios import Decided
from assessments.rules.areas import STATE_NAMES as AREA_STATES
from assessments.rules.areas import State
from assessments.rules.evidence import STATE_NAMES
from lms.core.files import PICTURES, SHOWN_IN_PLACE, SOUNDS, File
from lms.core.text import Text, day
from lms.core.text import lazy_gettext as _l
from lms.core.ui import at_home

AREA_COLOURS: dict[State, str] = {
    State.NOT_STARTED: "grey",
    State.GATHERING: "blue",
    State.NOT_YET_MET: "yellow",
    State.MET: "green",
    State.VERIFIED: "aqua-green",
    State.NOT_ASSESSED: "white",
}
EVIDENCE_COLOURS: dict[EvidenceState, str] = {
    EvidenceState.DRAFT: "grey",
    EvidenceState.SUBMITTED: "blue",
    EvidenceState.IN_MARKING: "blue",
    EvidenceState.RETURNED: "yellow",
    EvidenceState.ASSESSED: "green",
}


@dataclass(frozen=True)
class Tag:
    """A state as a tag: words, code and colour."""

    text: Text
    state: str
    colour: str


@cache
def area_tag(state: State) -> Tag:
    """The tag of an area's state."""
    return Tag(AREA_STATES[state], state.value, AREA_COLOURS[state])


@cache
def evidence_tag(state: EvidenceState) -> Tag:
    """The tag of an attempt's state."""
    return Tag(STATE_NAMES[state], state.value, EVIDENCE_COLOURS[state])


@dataclass(frozen=True)
class FileView:
    """A file beside an attempt: whether to play it, show it, or only offer it."""

    evidence_id: UUID
    name: str
    size: int
    sound: bool
    picture: bool
    opens: bool


def file_view(evidence: Evidence, file: File | None) -> FileView | None:
    """The attempt's file, or None."""
    if file is None:
        return None
    kind = file.media_type
    return FileView(evidence.id, file.shown_name, file.size, kind in SOUNDS, kind in PICTURES, kind in SHOWN_IN_PLACE)


@dataclass(frozen=True)
class AttemptView:
    """An attempt to read or hear."""

    id: UUID
    title: str
    attempt: int
    way: Text
    spoken: bool
    tag: Tag
    text: str
    file: FileView | None
    areas: Sequence[str]
    submitted_at: datetime | None
    details: Sequence[tuple[Text, str]]
    linked: "LinkedView | None"


def attempt_view(evidence: Evidence, file: File | None, areas: Sequence[Area]) -> AttemptView:
    """An attempt with its file and the titles of the areas it is offered for."""
    return AttemptView(
        evidence.id,
        evidence.title,
        evidence.attempt,
        kind_of(evidence.way).label,
        evidence.way == Way.RECORDING,
        evidence_tag(evidence.state),
        evidence.text,
        file_view(evidence, file),
        [area.title for area in areas],
        evidence.submitted_at,
        _details(evidence),
        linked_view(evidence.linked),
    )


def _details(evidence: Evidence) -> Sequence[tuple[Text, str]]:
    said = ((_l("Which day it was"), day(evidence.happened_on)), (_l("Who saw it"), evidence.observer or ""))
    return [(label, value) for label, value in said if value]


@dataclass(frozen=True)
class LinkedView:
    """The copy of what is linked, and where its owner finds the original."""

    title: str
    kind: str
    text: str
    on: date
    address: str


def linked_view(linked: Mapping[str, Any] | None) -> LinkedView | None:
    """What is linked, or None."""
    if linked is None:
        return None
    on, address = date.fromisoformat(linked["on"]), at_home(linked["path"])
    return LinkedView(linked["title"], linked["kind"], linked["text"], on, address)


@dataclass(frozen=True)
class RatingLine:
    """What a decision said about one area."""

    area_id: str
    title: str
    label: str
    passed: bool
    note: str


@dataclass(frozen=True)
class DecisionView:
    """A decision as it was made, from its snapshot."""

    id: UUID
    assessor: str
    decided_at: datetime | None
    ratings: Sequence[RatingLine]
    criteria: Sequence[tuple[str, bool]]
    strong: str
    rest: str
    overall: str
    look: Look
    comment: str


def decision_view(decided: Decided, version: FrameworkVersion) -> DecisionView:
    """A decision with the labels of its framework's scale and criteria."""
    assessment, snapshot = decided.assessment, decided.assessment.snapshot or {}
    scale: Mapping[str, Any] = {step["code"]: step for step in version.scale}
    ratings = [
        RatingLine(
            area["id"], area["title"], scale[area["rating"]]["label"], scale[area["rating"]]["pass"], area["note"]
        )
        for area in snapshot.get("areas", ())
    ]
    criteria = [(entry["label"], bool(assessment.criteria.get(entry["code"]))) for entry in version.criteria]
    return DecisionView(
        assessment.id,
        decided.assessor,
        assessment.decided_at,
        ratings,
        criteria,
        assessment.strong,
        assessment.rest,
        assessment.overall,
        assessment.look,
        decided.comment,
    )


@dataclass(frozen=True)
class PieceView:
    """A piece of the plan: what to make, and what is looked for."""

    code: str
    title: str
    prompt: str
    ways: Sequence[Text]
    looks_for: Sequence[Mapping[str, str]]


def piece_view(piece: PlanPiece | None) -> PieceView | None:
    """The piece, or None for something of the trainee's own."""
    if piece is None:
        return None
    return PieceView(piece.code, piece.title, piece.prompt, [kind_of(way).label for way in piece.ways], piece.looks_for)
