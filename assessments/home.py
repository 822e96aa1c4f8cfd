"""Cards for the home page: what to offer or mark next, and what waits on whom."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.orm import Session

from assessments import queries
from assessments.models import EvidenceState
from assessments.permissions import Can
from assessments.presenters.marking import ago
from assessments.queries.attempts import EvidenceHead, PieceTitle
from assessments.queries.queues import Backlog
from lms.core.access import Actor
from lms.core.text import Text, ngettext
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card
from lms.core.ui.chrome import CardKind
from lms.core.verdict import Link

__all__ = ["cards"]


def cards(session: Session, actor: Actor) -> Iterable[Card]:
    """What this person finds on their home page, in at most two statements for each part of them."""
    found: list[Card] = []
    if actor.can(Can.OFFER_EVIDENCE):
        found.extend(_trainee(session, actor))
    if actor.can(Can.MARK):
        found.extend(
            _backlog(
                queries.marking_backlog(session, actor),
                _l("Mark what waits"),
                Link("assessments.marking"),
                _l("Open the queue"),
                10,
            )
        )
    if actor.can(Can.VERIFY):
        found.extend(
            _backlog(
                queries.looking_backlog(session, actor),
                _l("Look at decisions"),
                Link("assessments.quality"),
                _l("Open the list"),
                12,
            )
        )
    if actor.can(Can.ALLOCATE):
        found.extend(_lead(session, actor))
    return found


def _trainee(session: Session, actor: Actor) -> Iterator[Card]:
    pieces, begun = queries.newest_attempts(session, actor.id)
    yield from _next(session, pieces, begun)[:1]
    since = [evidence.waiting_since for evidence in begun if evidence.waiting_since is not None]
    if since:
        yield Card(
            CardKind.WAITING,
            _l("Pieces waiting to be marked"),
            _l("The oldest was sent: %(when)s.", when=ago(min(since))),
            Link("assessments.plan"),
            _l("See your evidence"),
            _l("your assessor"),
            20,
            len(since),
        )


def _next(session: Session, pieces: Sequence[PieceTitle], begun: Sequence[EvidenceHead]) -> list[Card]:
    """What a trainee can do, most pressing first."""
    returned = [evidence for evidence in begun if evidence.state is EvidenceState.RETURNED][:1]
    drafts = [evidence for evidence in begun if evidence.state is EvidenceState.DRAFT]
    taken = {evidence.plan_piece_id for evidence in begun}
    return [
        *(_returned(session, evidence) for evidence in returned),
        *(_draft(evidence) for evidence in drafts),
        *(_unbegun(piece) for piece in pieces if piece.id not in taken),
    ]


def _returned(session: Session, evidence: EvidenceHead) -> Card:
    rest = queries.decisions_of(session, [evidence.id])[0].assessment.rest
    title, body = _l("Add to “%(title)s”", title=evidence.title), _l("What would meet the rest: %(rest)s", rest=rest)
    return Card(
        CardKind.NEXT, title, body, Link("assessments.piece", {"evidence_id": evidence.id}), _l("Open it"), weight=18
    )


def _draft(evidence: EvidenceHead) -> Card:
    title, body = (
        _l("Finish “%(title)s”", title=evidence.title),
        _l("It is a draft. Send it when it says what you want."),
    )
    return Card(
        CardKind.NEXT, title, body, Link("assessments.piece", {"evidence_id": evidence.id}), _l("Open it"), weight=18
    )


def _unbegun(piece: PieceTitle) -> Card:
    title, body = _l("Next piece: “%(title)s”", title=piece.title), _l("Write it or speak it: both count the same.")
    return Card(
        CardKind.NEXT,
        title,
        body,
        Link("assessments.new_evidence", {"piece": piece.code}),
        _l("See what it asks"),
        weight=20,
    )


def _backlog(backlog: Backlog, title: Text, link: Link, action: Text, weight: int) -> Sequence[Card]:
    if backlog.oldest is None:
        return [Card(CardKind.NEXT, title, _l("Nothing waits for you."), link, action, weight=weight + 50)]
    body = _l("The oldest came: %(when)s.", when=ago(backlog.oldest))
    return [Card(CardKind.NEXT, title, body, link, action, weight=weight, count=backlog.count)]


def _lead(session: Session, actor: Actor) -> Iterator[Card]:
    missing = queries.unallocated_count(session, actor)
    link = Link("assessments.allocations", {"show": "without"} if missing else {})
    said = (
        ngettext("%(n)s person has no assessor yet.", "%(n)s people have no assessor yet.", missing) if missing else ""
    )
    yield Card(
        CardKind.NEXT,
        _l("Find assessors"),
        said or _l("Everybody who offers evidence has an assessor."),
        link,
        _l("See who marks whose work"),
        weight=22 if missing else 72,
        count=missing or None,
    )
