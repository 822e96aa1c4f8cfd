"""What the pages of emergencies show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.tables import Slice
from lms.core.text import Text
from lms.emergency import queries, rules
from lms.emergency.models import Emergency
from lms.people.models import Person
from lms.people.presenters import held_about
from lms.people.queries import names
from lms.plugins import DataSection

__all__ = [
    "AskPage",
    "ListPage",
    "OwnLine",
    "RecordPage",
    "ReviewPage",
    "ask_page",
    "list_page",
    "own_page",
    "record_page",
    "review_page",
]


@dataclass(frozen=True)
class AskPage:
    """Before a record is opened: whose it is, and whether anybody can look back at it."""

    person: Person
    others: int


def ask_page(session: Session, person: Person, actor: Actor) -> AskPage:
    """What to know before; in a few statements."""
    return AskPage(person, len(queries.others_who_look(session, person_id=person.id, opener_id=actor.id)))


@dataclass(frozen=True)
class RecordPage:
    """The record while it is open: `sections` are what the person themselves reads about them."""

    emergency: Emergency
    person: Person
    sections: Sequence[DataSection]


def record_page(session: Session, emergency: Emergency, person: Person, hooks: Any) -> RecordPage:
    """What is held about the person, without what is theirs alone."""
    held = held_about(session, person.id, hooks)
    return RecordPage(emergency, person, [section for section in held if not section.alone])


@dataclass(frozen=True)
class ReviewPage:
    """One emergency looked back at; `refusal` is why this reader cannot answer for it, "" when they can."""

    emergency: Emergency
    person: Person
    opener: str
    refusal: Text


def review_page(session: Session, emergency: Emergency, person: Person, actor: Actor) -> ReviewPage:
    """Why it was opened, for this reader; the name in one statement."""
    opener = names(session, [emergency.opener_id])[emergency.opener_id]
    return ReviewPage(emergency, person, opener, rules.cannot_review(emergency, actor.id) or "")


@dataclass(frozen=True)
class Line:
    """One emergency in the list."""

    id: UUID
    at: datetime
    about: str
    opener: str
    open: bool
    mine: bool
    reviewed: bool


@dataclass(frozen=True)
class ListPage:
    """The list of emergencies, newest first."""

    lines: Sequence[Line]
    slice: Slice[Any]


def list_page(session: Session, actor: Actor, *, cursor: str = "") -> ListPage:
    """One page of it; in one statement."""
    found, now = queries.managed_page(session, actor, cursor=cursor), clock.now()
    return ListPage([_line(*row, actor, now) for row in found.items], found)


def _line(one: Emergency, person: Person, opener: str, actor: Actor, now: datetime) -> Line:
    mine, reviewed = one.opener_id == actor.id, one.reviewed_at is not None
    still = mine and rules.is_open(one.ends_at, now)
    return Line(one.id, one.created_at, person.chosen_name, opener, still, mine, reviewed)


@dataclass(frozen=True)
class OwnLine:
    """One time that one's own record was opened, as its person reads it."""

    at: datetime
    opener: str
    reason: str
    ends_at: datetime
    reviewer: str
    was_right: bool
    finding: str


def own_page(session: Session, person_id: UUID) -> list[OwnLine]:
    """Every such time, newest first; in one statement."""
    return [
        OwnLine(one.created_at, opener, one.reason, one.ends_at, reviewer, bool(one.was_right), one.finding)
        for one, opener, reviewer in queries.about(session, person_id)
    ]
