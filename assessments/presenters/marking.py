"""The marking queue, and one piece beside what is looked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from assessments import queries
from assessments.kinds import kind_of
from assessments.models import Area, FrameworkVersion
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
from assessments.queries.queues import Queued, Show
from assessments.rules.evidence import WAITING
from lms.core import clock
from lms.core.access import Actor
from lms.core.files import File
from lms.core.tables import Slice
from lms.core.text import Text, ngettext
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l

SHOWS: dict[Show, Text] = {
    Show.WAITING: _l("All that wait"),
    Show.BEGUN: _l("Saved by me for later"),
    Show.MARKED: _l("Decided by me"),
}


@dataclass(frozen=True)
class QueueLine:
    """One piece in the queue."""

    id: UUID
    person: str
    piece: str
    attempt: int
    way: Text
    tag: Tag
    waits: str


@dataclass(frozen=True)
class QueuePage:
    """The queue: rows, the cursor for more, and which part is shown."""

    lines: Sequence[QueueLine]
    slice: Slice[Any]
    show: Show
    shows: Sequence[tuple[str, Text]]


def queue_page(session: Session, actor: Actor, *, show: Show, cursor: str) -> QueuePage:
    """One page of the queue, in one statement."""
    if show is Show.MARKED:
        rows = queries.marked_page(session, actor, cursor=cursor)
    else:
        rows = queries.marking_page(session, actor, show=show, cursor=cursor)
    lines = [_queue_line(row) for row in rows.items]
    return QueuePage(lines, rows, show, [(part.value, name) for part, name in SHOWS.items()])


def _queue_line(row: Queued) -> QueueLine:
    return QueueLine(
        row.id, row.person, row.title, row.attempt, kind_of(row.way).label, evidence_tag(row.state), ago(row.since)
    )


def ago(since: datetime) -> str:
    """How long ago, in days as the calendar counts them."""
    days = (clock.today() - clock.local(since).date()).days
    return _("today") if days < 1 else ngettext("%(n)s day", "%(n)s days", days)


@dataclass(frozen=True)
class MarkPage:
    """A piece to mark, beside what is looked for. `open` is False once it is decided."""

    title: str
    person: str
    evidence_id: UUID
    version: int
    open: bool
    attempt: AttemptView
    piece: PieceView | None
    areas: Sequence[Area]
    scale: Sequence[dict[str, Any]]
    criteria: Sequence[dict[str, Any]]
    decisions: Sequence[DecisionView]
    earlier: Sequence[tuple[UUID, int, Tag]]
    allocation_id: UUID | None


def mark_page(session: Session, actor: Actor, case: Case, version: FrameworkVersion, areas: Sequence[Area]) -> MarkPage:
    """The page of one attempt for its assessor, with earlier attempts and what was said about them."""
    evidence = case.evidence
    earlier = queries.earlier_attempts(session, evidence)
    decided = queries.decisions_of(session, [evidence.id, *(one.id for one in earlier)])
    mine = next(
        (a.id for a, _name in queries.assessors_of(session, case.portfolio.id) if a.assessor_id == actor.id), None
    )
    file = session.get(File, evidence.file_id) if evidence.file_id else None
    return MarkPage(
        evidence.title,
        case.person_name,
        evidence.id,
        evidence.version,
        evidence.state in WAITING,
        attempt_view(evidence, file, areas),
        piece_view(case.piece),
        areas,
        version.scale,
        version.criteria,
        [decision_view(one, version) for one in decided],
        [(one.id, one.attempt, evidence_tag(one.state)) for one in earlier],
        mine,
    )
