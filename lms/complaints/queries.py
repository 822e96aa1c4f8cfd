"""Reading complaints: its owner reads one, and its person once told. Nobody else's statement finds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.complaints.models import Complaint
from lms.complaints.permissions import CONCERNED, KEEPERS, Can
from lms.core.access import Actor
from lms.core.db import prepared, rows
from lms.core.tables import ENOUGH, Slice, keyset
from lms.employment.models import PlacementHold
from lms.people.models import Grant, Node, Person, PersonState
from lms.people.nodes import below
from lms.people.queries import live, people_with_role

__all__ = [
    "Waiting",
    "about",
    "keepers",
    "kept_by",
    "kept_page",
    "lost",
    "news",
    "own",
    "own_page",
    "people_near",
    "person_near",
    "place_of",
    "without_owner",
]

Owner, Own, Above = aliased(Person), aliased(Complaint), aliased(Node)
Row = tuple[Complaint, Person, Node]


def _kept(actor: Actor) -> sa.Select[Complaint, Person, Node]:
    """What this very person looks after, at nodes where they may. Of somebody erased no word can be read any more."""
    return _kept_below(_there(actor), actor.id)


def _there(actor: Actor) -> tuple[str, ...]:
    """Where this actor may look after complaints."""
    return actor.paths(Can.KEEP)


def _kept_below(paths: Sequence[str], owner: UUID) -> sa.Select[Complaint, Person, Node]:
    query = sa.select(Complaint, Person, Node).join(Person, Person.id == Complaint.person_id)
    there = sa.and_(below(paths), Person.state != PersonState.ERASED)
    return query.join(Node, Node.id == Complaint.node_id).where(Complaint.owner_id == owner, there)


def kept_by(session: Session, actor: Actor, complaint_id: UUID) -> Row | None:
    """A complaint that this very person looks after, whom it is about and where; or None."""
    row = session.execute(_kept(actor).where(Complaint.id == complaint_id)).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def lost(session: Session, actor: Actor, complaint_id: UUID) -> Complaint | None:
    """One of `without_owner`, or None."""
    return session.scalar(_without_owner(actor).where(Complaint.id == complaint_id))


def kept_page(session: Session, actor: Actor, *, closed: bool, cursor: str = "") -> Slice[Row]:
    """One page of what this very person looks after, the newest first: what is open, or what is closed."""
    query = _kept(actor).where(Complaint.closed_at.is_not(None) if closed else Complaint.closed_at.is_(None))
    return keyset(session, query, [Complaint.created_at, Complaint.id], cursor, newest_first=True)


def without_owner(session: Session, actor: Actor) -> Sequence[Complaint]:
    """Open ones at this actor's nodes that nobody reads: whoever looked after them may not any more. The first fifty.

    About whom it is nobody learns from this.
    """
    return session.scalars(_without_owner(actor).order_by(Complaint.created_at, Complaint.id).limit(50)).all()


def _without_owner(actor: Actor) -> sa.Select[Complaint]:
    role = sa.and_(Grant.person_id == Complaint.owner_id, Grant.role.in_(KEEPERS), live(), Grant.node_id == Above.id)
    keeps = sa.exists().where(role, Node.path.startswith(Above.path))
    active = sa.exists().where(Owner.id == Complaint.owner_id, Owner.state == PersonState.ACTIVE)
    query = sa.select(Complaint).join(Node, Node.id == Complaint.node_id)
    query = query.where(below(actor.paths(Can.KEEP)), Complaint.person_id != actor.id)
    return query.where(Complaint.closed_at.is_(None), sa.not_(sa.and_(keeps, active)))


def _near(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on Person: they learn or work, or did, at a node where this actor may keep complaints."""
    roles = sa.and_(Grant.person_id == Person.id, Grant.role.in_(CONCERNED), Grant.node_id == Node.id)
    there = sa.exists().where(roles, below(actor.paths(Can.KEEP)))
    return sa.and_(there, Person.id != actor.id, Person.state != PersonState.ERASED)


def people_near(session: Session, actor: Actor, *, search: str = "", cursor: str = "") -> Slice[tuple[Person]]:
    """One page of the people about whose work this actor may write down a complaint, by name."""
    query = sa.select(Person).where(_near(actor))
    if search:
        query = query.where(Person.chosen_name.icontains(search, autoescape=True))
    return keyset(session, query, [Person.chosen_name, Person.id], cursor)


def person_near(session: Session, actor: Actor, person_id: UUID) -> Person | None:
    """One of these people, or None."""
    return session.scalar(sa.select(Person).where(Person.id == person_id, _near(actor)))


def place_of(session: Session, actor: Actor, person_id: UUID) -> Node | None:
    """The highest node at which this actor may keep complaints, and at or below which this person learns or works."""
    theirs = aliased(Node)
    here = sa.and_(Grant.person_id == person_id, Grant.role.in_(CONCERNED), Grant.node_id == theirs.id)
    covers = sa.exists().where(here, theirs.path.startswith(Node.path))
    query = sa.select(Node).where(Node.path.in_(actor.paths(Can.KEEP)), covers)
    return session.scalar(query.order_by(sa.func.length(Node.path)).limit(1))


def keepers(session: Session, node: Node, *, but: Sequence[UUID]) -> list[Person]:
    """Who may look after a complaint at this node, by name, some left out; in a statement for each role."""
    found = {one.id: one for role in KEEPERS for one in people_with_role(session, role, node.path, or_below=False)}
    return sorted((one for one in found.values() if one.id not in but), key=lambda one: (one.chosen_name, one.id))


def own(session: Session, actor: Actor, complaint_id: UUID) -> tuple[Complaint, str] | None:
    """A complaint about this very person of which they were told, and who looks after it; or None."""
    row = session.execute(_own(actor.id).where(Complaint.id == complaint_id)).one_or_none()
    return (row[0], row[1]) if row else None


def own_page(session: Session, person_id: UUID, cursor: str = "") -> Slice[tuple[Complaint, str]]:
    """One page of the complaints about this person of which they were told, the newest first."""
    return keyset(session, _own(person_id), [Complaint.created_at, Complaint.id], cursor, newest_first=True)


def _own(person_id: UUID) -> sa.Select[Complaint, str]:
    query = sa.select(Complaint, Owner.chosen_name).join(Owner, Owner.id == Complaint.owner_id)
    return query.where(Complaint.person_id == person_id, Complaint.told_at.is_not(None))


def about(session: Session, person_id: UUID) -> Sequence[tuple[Complaint, PlacementHold | None]]:
    """The same, oldest first, with every hold that was placed for each; in one statement."""
    query = _own(person_id).outerjoin(PlacementHold, PlacementHold.cause_id == Complaint.id)
    rows = session.execute(query.add_columns(PlacementHold).order_by(Complaint.created_at, Complaint.id))
    return [(row[0], row[2]) for row in rows]


@dataclass(frozen=True)
class Waiting:
    """For a home page: how many this person looks after, of how many nobody is told, and whether they have news."""

    kept: int
    untold: int
    news: bool


def news(session: Session, actor: Actor, since: datetime) -> Waiting:
    """What there is, counting to ENOUGH; in one statement.

    News about oneself are what is open, and what was closed since the moment.
    """
    return Waiting(*rows(session, _news(_there(actor), actor=actor.id, since=since)).one())


@prepared
def _news(paths: tuple[str, ...], *, actor: UUID, since: datetime) -> sa.Select[int, int, bool]:
    told = sa.and_(Own.person_id == actor, Own.told_at.is_not(None))
    fresh = sa.or_(Own.closed_at.is_(None), Own.closed_at > since)
    kept = _kept_below(paths, actor).where(Complaint.closed_at.is_(None))
    some = kept.with_only_columns(Complaint.told_at, maintain_column_froms=True).limit(ENOUGH).subquery()
    untold = sa.func.count(sa.case((some.c.told_at.is_(None), 1)))
    return sa.select(sa.func.count(), untold, sa.exists().where(told, fresh)).select_from(some)
