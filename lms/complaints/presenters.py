"""What the pages of complaints show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.complaints import queries, rules
from lms.complaints.models import Complaint, Outcome
from lms.core import clock
from lms.core.access import Actor
from lms.core.tables import Slice
from lms.core.text import Text, day, moment
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.employment.models import PlacementHold
from lms.employment.queries import holds_for
from lms.people.models import Node, Person
from lms.people.queries import names

__all__ = [
    "AnswerPage",
    "ComplaintPage",
    "KeptPage",
    "OwnPage",
    "StepPage",
    "answer_page",
    "complaint_page",
    "kept_page",
    "own_facts",
    "own_page",
    "step_page",
]

Facts = list[tuple[Text, Text]]


@dataclass(frozen=True)
class Tag:
    """Where a complaint is: a word, its code and a colour."""

    text: Text
    state: str
    colour: str


def _tag(complaint: Complaint) -> Tag:
    if complaint.outcome:
        return Tag(rules.OUTCOMES[complaint.outcome], complaint.outcome.value, "grey")
    if complaint.told_at:
        return Tag(_l("Told"), "told", "blue")
    return Tag(_l("Not told yet"), "not-told", "yellow")


@dataclass(frozen=True)
class Line:
    """One complaint in its owner's list."""

    id: UUID
    person: str
    came_in: date
    tag: Tag


@dataclass(frozen=True)
class KeptPage:
    """What somebody looks after, and what nobody does any more."""

    lines: Sequence[Line]
    slice: Slice[Any]
    closed: bool
    without_owner: Sequence[Complaint]


def kept_page(session: Session, actor: Actor, *, closed: bool, cursor: str = "") -> KeptPage:
    """One page of it; in two statements."""
    found = queries.kept_page(session, actor, closed=closed, cursor=cursor)
    lines = [Line(one.id, person.chosen_name, one.came_in, _tag(one)) for one, person, _node in found.items]
    return KeptPage(lines, found, closed, [] if closed else queries.without_owner(session, actor))


@dataclass(frozen=True)
class ComplaintPage:
    """One complaint, for its owner. `words` are what was said and told, empty while they are shut."""

    id: UUID
    version: int
    person: str
    tag: Tag
    facts: Facts
    words: Facts
    opens: bool
    told: bool
    closed: bool
    held: Text
    may_hold: bool


def complaint_page(session: Session, complaint: Complaint, person: Person, node: Node) -> ComplaintPage:
    """The page for its owner; what is shut is not even opened."""
    opens = rules.is_open(complaint, clock.now())
    held = holds_for(session, [complaint.id]).get(complaint.id)
    return ComplaintPage(
        id=complaint.id,
        version=complaint.version,
        person=person.chosen_name,
        tag=_tag(complaint),
        facts=_facts(session, complaint, node),
        words=_words(complaint) if opens else [],
        opens=opens,
        told=complaint.told_at is not None,
        closed=complaint.closed_at is not None,
        held=held_words(held) if held else "",
        may_hold=rules.cannot_hold(complaint) is None,
    )


def _facts(session: Session, complaint: Complaint, node: Node) -> Facts:
    recorder = names(session, [complaint.recorder_id])[complaint.recorder_id]
    rows: Facts = [
        (_l("Came in"), day(complaint.came_in)),
        (_l("From"), rules.SOURCES[complaint.source]),
        (_l("Written down by"), _("%(name)s on %(day)s", name=recorder, day=day(complaint.created_at))),
        (_l("Where"), node.name),
        (_l("Told"), moment(complaint.told_at)),
        (_l("Answered"), moment(complaint.answered_at)),
        (_l("Closed"), moment(complaint.closed_at)),
        (_l("The number of this record, for the audit"), str(complaint.id)),
    ]
    return [row for row in rows if row[1]]


def _words(complaint: Complaint) -> Facts:
    rows: Facts = [
        (_l("What was said"), complaint.said),
        (_l("What they were told"), complaint.told),
        (_l("Who supports them"), complaint.support),
        (_l("What they answer"), complaint.answer),
        (_l("What they read about the outcome"), complaint.decision),
        (_l("Your reasons"), complaint.reasons),
    ]
    return [row for row in rows if row[1]]


@dataclass(frozen=True)
class StepPage:
    """One step with a complaint: whom it is about, and why the step cannot be taken now, "" when it can."""

    id: UUID
    version: int
    person: str
    told: bool
    why_not: Text


def step_page(complaint: Complaint, person: Person, why_not: Text | None = None) -> StepPage:
    """The page of a step; none of the words is opened."""
    told = complaint.told_at is not None
    return StepPage(complaint.id, complaint.version, person.chosen_name, told, why_not or "")


def held_words(held: PlacementHold) -> Text:
    """Until when a placement waits."""
    return _("On hold until %(day)s", day=day(held.review_on))


@dataclass(frozen=True)
class OwnComplaint:
    """One complaint about oneself, as one was told of it."""

    id: UUID
    told_at: datetime | None
    facts: Facts
    answered: bool
    closed: bool


@dataclass(frozen=True)
class OwnPage:
    """All of them, the newest first."""

    complaints: Sequence[OwnComplaint]
    slice: Slice[Any]


def own_page(session: Session, person_id: UUID, cursor: str = "") -> OwnPage:
    """One page of it; in two statements."""
    found = queries.own_page(session, person_id, cursor)
    holds = holds_for(session, [complaint.id for complaint, _owner in found.items])
    return OwnPage([_own(complaint, owner, holds) for complaint, owner in found.items], found)


def _own(complaint: Complaint, owner: str, holds: Mapping[UUID, PlacementHold]) -> OwnComplaint:
    held = holds.get(complaint.id)
    closed = complaint.closed_at is not None
    return OwnComplaint(
        complaint.id, complaint.told_at, own_facts(complaint, owner, held), complaint.answered_at is not None, closed
    )


def own_facts(complaint: Complaint, owner: str, held: PlacementHold | None) -> Facts:
    """What its person reads of it."""
    outcome: Text = _l("Not decided yet") if complaint.outcome is None else OWN_OUTCOMES[complaint.outcome]
    rows: Facts = [
        (_l("What it is about, and what happens next"), complaint.told),
        (_l("Who supports you"), complaint.support),
        (_l("Who looks after it"), owner),
        (_l("Your placement"), held_words(held) if held else ""),
        (_l("Why it waits"), held.reason if held else ""),
        (_l("What became of it"), outcome),
        (_l("What was found"), complaint.decision),
        (_l("Your answer"), complaint.answer),
    ]
    return [row for row in rows if row[1]]


@dataclass(frozen=True)
class AnswerPage:
    """One's answer to a complaint: who reads it, and why none can be written now, "" when it can."""

    id: UUID
    version: int
    owner: str
    told: str
    answer: str
    why_not: Text


def answer_page(complaint: Complaint, owner: str, why_not: Text | None) -> AnswerPage:
    """The page of one's own answer."""
    return AnswerPage(complaint.id, complaint.version, owner, complaint.told, complaint.answer, why_not or "")


OWN_OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.UPHELD: _l(
        "Upheld. What it means for your placement is decided apart from it, and talked through with you."
    ),
    Outcome.PARTLY: _l(
        "Partly upheld. What it means for your placement is decided apart from it, and talked through with you."
    ),
    Outcome.NOT_UPHELD: _l("Not upheld. Nothing follows from it, and nothing waits for it any more."),
    Outcome.WITHDRAWN: _l("Taken back by whoever made it. Nothing follows from it, and nothing waits for it any more."),
}
