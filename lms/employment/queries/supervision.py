"""Supervision: whom somebody supports, and the dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.core.access import Actor
from lms.employment.content import handbook
from lms.employment.models import ChecklistItem, Start, Supervision
from lms.employment.queries.conditions import going_on
from lms.people.models import Node, Person

__all__ = ["Supervisee", "supervised", "supervisions_of", "supervisor_items"]

MOST_SUPERVISED = 200


@dataclass(frozen=True)
class Supervisee:
    """One person somebody supports, and when peer supervision was last recorded."""

    start: Start
    person: str
    node: str
    last: date | None


def supervised(session: Session, actor: Actor) -> list[Supervisee]:
    """The people whose peer supervisor this actor is, those longest ago first; at most MOST_SUPERVISED."""
    last = sa.func.max(Supervision.on)
    # Both people are named because one index holds both; by start or supervisor alone, each would be read for each.
    pair = sa.and_(Supervision.supervisee_id == Start.person_id, Supervision.supervisor_id == actor.id)
    told = sa.and_(pair, Supervision.start_id == Start.id)
    query = (
        sa.select(Start, Person.chosen_name, Node.name, last)
        .join(Person, Person.id == Start.person_id)
        .join(Node, Node.id == Start.node_id)
        .outerjoin(Supervision, told)
        .where(Start.supervisor_id == actor.id, going_on())
        .group_by(Start.id, Person.id, Node.id)
        .order_by(last.asc().nulls_first(), Person.chosen_name)
        .limit(MOST_SUPERVISED)
    )
    found = [Supervisee(row[0], row[1], row[2], row[3]) for row in session.execute(query)]
    return sorted(found, key=lambda one: (one.last or date.min, one.person))


def supervisions_of(
    session: Session, *, supervisee: UUID | None = None, supervisor: UUID | None = None
) -> Sequence[tuple[Supervision, str, str]]:
    """Dates recorded for a person, or by one, newest first, with both names; the last hundred."""
    other: Any = aliased(Person)
    query = (
        sa.select(Supervision, Person.chosen_name, other.chosen_name)
        .join(Person, Person.id == Supervision.supervisee_id)
        .join(other, other.id == Supervision.supervisor_id)
        .order_by(Supervision.on.desc(), Supervision.id)
        .limit(100)
    )
    query = query.where(Supervision.supervisee_id == supervisee) if supervisee else query
    query = query.where(Supervision.supervisor_id == supervisor) if supervisor else query
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def supervisor_items(session: Session, actor: Actor) -> dict[object, list[ChecklistItem]]:
    """Lines of start checklists that wait on this peer supervisor, by start."""
    codes = [item.code for item in handbook().items.values() if item.who == "supervisor"]
    query = sa.select(ChecklistItem).join(Start, Start.id == ChecklistItem.start_id)
    found: dict[object, list[ChecklistItem]] = {}
    for item in session.scalars(
        query.where(Start.supervisor_id == actor.id, ChecklistItem.done.is_(False), ChecklistItem.code.in_(codes))
    ):
        found.setdefault(item.start_id, []).append(item)
    return found
