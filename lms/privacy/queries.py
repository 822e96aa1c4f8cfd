"""Reading about erasures: what is asked for, and what stands in the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.core.access import Actor
from lms.core.db import prepared
from lms.core.tables import Slice, counted, keyset
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Reason
from lms.people import queries as people
from lms.people.models import Grant, Person, PersonState
from lms.people.queries import live
from lms.people.roles import Role
from lms.privacy import whose
from lms.privacy.models import Erasure
from lms.privacy.permissions import Can
from lms.privacy.whose import owned

__all__ = [
    "Asked",
    "asked_for",
    "done_lately",
    "may_act_for",
    "open_erasure",
    "standing_in_the_way",
    "tables_with",
    "told",
    "waiting",
]

LATELY = 20
Whom = aliased(Person)


def open_erasure(session: Session, person_id: UUID) -> Erasure | None:
    """The erasure that a person waits for, or None."""
    found: Erasure | None = session.scalar(*_open_erasure(person=person_id))
    return found


@prepared
def _open_erasure(*, person: UUID) -> sa.Select[Erasure]:
    return sa.select(Erasure).where(
        Erasure.person_id == person, Erasure.stopped_at.is_(None), Erasure.done_at.is_(None)
    )


@dataclass(frozen=True)
class Asked:
    """An erasure that waits, and who is to be erased."""

    erasure: Erasure
    name: str


def _waiting(by: Actor) -> sa.Select[*tuple[Erasure, str]]:
    query = sa.select(Erasure, Whom.chosen_name).join(Whom, Whom.id == Erasure.person_id)
    return query.where(_open(), _ours(by))


def _ours(by: Actor) -> sa.ColumnElement[bool]:
    return people.looks_after(by, Erasure.person_id)


def _open() -> sa.ColumnElement[bool]:
    return sa.and_(Erasure.stopped_at.is_(None), Erasure.done_at.is_(None))


def waiting(session: Session, by: Actor) -> int:
    """How many of the people whom this administrator looks after wait to be erased, counting to ENOUGH."""
    return counted(session, sa.select(Erasure.id).where(_open(), _ours(by)))


def asked_for(session: Session, by: Actor, cursor: str = "") -> Slice[Asked]:
    """Who of the people whom this administrator looks after waits to be erased, the next to be due first."""
    found = keyset(session, _waiting(by), [Erasure.due_at, Erasure.id], cursor)
    return Slice([Asked(*row) for row in found.items], found.after)


def done_lately(session: Session, by: Actor) -> list[Erasure]:
    """The erasures that were done last, the newest first: they have no names any more."""
    done = sa.select(Erasure).where(Erasure.done_at.is_not(None), _ours(by))
    return list(session.scalars(done.order_by(Erasure.done_at.desc(), Erasure.id).limit(LATELY)))


def standing_in_the_way(session: Session, person_id: UUID, hooks: Any) -> list[Reason]:
    """Why this person cannot be erased yet, as every feature says; nothing when they can."""
    answers = hooks.standing_in_the_way(session=session, person_id=person_id)
    return [*_only_administrator(session, person_id), *(reason for part in reversed(answers) for reason in part)]


def told(reasons: Iterable[Reason]) -> str:
    """Reasons in one line."""
    return " ".join(f"{reason.text} ({reason.who})" if reason.who else str(reason.text) for reason in reasons)


def _only_administrator(session: Session, person_id: UUID) -> list[Reason]:
    holders = sa.select(Grant.person_id).join(Person, Person.id == Grant.person_id)
    active = holders.where(Grant.role == Role.ADMIN, live(), Person.state == PersonState.ACTIVE)
    if set(session.scalars(active.distinct().limit(2))) != {person_id}:
        return []
    text = _l("You are the only administrator: without one, nobody could let people in or help them.")
    return [Reason("only-administrator", text, _l("You, by making somebody else an administrator"))]


def may_act_for(session: Session, by: Actor, person_id: UUID) -> bool:
    """Whether somebody may ask for what is this person's right: the person, or who looks after all of their roles."""
    if by.person_id == person_id:
        return True
    ours = by.can(Can.FOR_OTHERS) and people.managed_person(session, by, person_id) is not None
    return ours and not people.reaches_further(session, by, person_id)


def tables_with(session: Session, person_id: UUID) -> list[sa.Table]:
    """The tables in which there is something about a person that they know of; in one statement."""
    there = [
        sa.select(sa.literal(table.name)).where(sa.exists().where(whose.told(table, person_id))) for table in owned()
    ]
    names = set(session.scalars(sa.union_all(*there)))
    return [table for table in owned() if table.name in names]
