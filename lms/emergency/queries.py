"""Reading emergencies."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.core.access import Actor
from lms.core.db import prepared, rows
from lms.core.tables import Slice, counted, keyset
from lms.emergency.models import Emergency
from lms.people.models import Grant, Node, Person
from lms.people.queries import looks_after, managed, people_with_role
from lms.people.roles import Role

__all__ = ["about", "looked_after", "managed_page", "news_since", "opened_by", "others_who_look", "waiting_for"]

Opener, Reviewer = aliased(Person), aliased(Person)
Row = tuple[Emergency, Person]


def opened_by(session: Session, actor: Actor, emergency_id: UUID) -> Row | None:
    """An emergency that this very person opened, with whose record it is; or None."""
    query = sa.select(Emergency, Person).join(Person, Person.id == Emergency.person_id)
    return _one(session, query.where(Emergency.id == emergency_id, Emergency.opener_id == actor.id))


def looked_after(session: Session, actor: Actor, emergency_id: UUID) -> Row | None:
    """An emergency about somebody whom this administrator looks after, with whose record it is; or None."""
    query = sa.select(Emergency, Person).join(Person, Person.id == Emergency.person_id)
    return _one(session, query.where(Emergency.id == emergency_id, managed(actor)))


def _one(session: Session, query: sa.Select[Emergency, Person]) -> Row | None:
    row = session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def managed_page(session: Session, actor: Actor, *, cursor: str = "") -> Slice[tuple[Emergency, Person, str]]:
    """One page of the emergencies about people whom this administrator looks after, newest first, with who opened."""
    query = (
        sa.select(Emergency, Person, Opener.chosen_name)
        .join(Person, Person.id == Emergency.person_id)
        .join(Opener, Opener.id == Emergency.opener_id)
        .where(managed(actor))
    )
    return keyset(session, query, [Emergency.created_at, Emergency.id], cursor, newest_first=True)


def waiting_for(session: Session, actor: Actor) -> int:
    """How many wait for this administrator to look back at them, counting to ENOUGH."""
    others = sa.and_(Emergency.opener_id != actor.id, Emergency.person_id != actor.id)
    query = sa.select(Emergency.id).where(Emergency.reviewed_at.is_(None), others)
    return counted(session, query.where(looks_after(actor, Emergency.person_id)))


def about(session: Session, person_id: UUID) -> list[tuple[Emergency, str, str]]:
    """Every time one person's record was opened, newest first; with who did, and who looked back ("" for nobody)."""
    query = (
        sa.select(Emergency, Opener.chosen_name, Reviewer.chosen_name)
        .join(Opener, Opener.id == Emergency.opener_id)
        .outerjoin(Reviewer, Reviewer.id == Emergency.reviewer_id)
        .where(Emergency.person_id == person_id)
        .order_by(Emergency.created_at.desc(), Emergency.id)
    )
    return [(row[0], row[1], row[2] or "") for row in session.execute(query)]


def news_since(session: Session, person_id: UUID, moment: datetime) -> bool:
    """Whether this person's record was opened, or that was looked back at, after the moment."""
    return bool(rows(session, _news(person=person_id, moment=moment)).scalar())


@prepared
def _news(*, person: UUID, moment: datetime) -> sa.Select[bool]:
    fresh = sa.or_(Emergency.created_at > moment, Emergency.reviewed_at > moment)
    return sa.select(sa.exists().where(Emergency.person_id == person, fresh))


def others_who_look(session: Session, *, person_id: UUID, opener_id: UUID) -> list[UUID]:
    """The administrators who can look back at it, but neither of the two: whoever looks after a node at which this
    person ever held a role; of somebody who held none, every administrator.
    """
    roles = sa.select(Node.path).join(Grant, Grant.node_id == Node.id).filter_by(person_id=person_id)
    paths = sorted(set(session.scalars(roles)))
    roots = sa.select(Node.path).where(Node.parent_id.is_(None))
    found = {
        one.id
        for path in paths or session.scalars(roots).all()
        for one in people_with_role(session, Role.ADMIN, path, or_below=not paths)
    }
    return sorted(found - {person_id, opener_id})
