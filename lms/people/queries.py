"""Reading people, nodes and grants."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, contains_eager

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.access import Actor
from lms.core.tables import Slice, keyset
from lms.core.web.browser import SESSION_LIFE
from lms.people.models import (
    Credential,
    Factor,
    Grant,
    LinkKind,
    MailedLink,
    Node,
    NodeKind,
    Person,
    PersonState,
    UserSession,
)
from lms.people.nodes import below
from lms.people.permissions import Can
from lms.people.roles import Role

__all__ = [
    "Sought",
    "events_fitting",
    "few_nodes",
    "grants_of",
    "looks_after",
    "managed",
    "managed_grant",
    "managed_grants",
    "managed_person",
    "names",
    "nodes_at",
    "open_links",
    "organisation_paths",
    "people_page",
    "people_with_role",
    "person_and_doors",
    "person_by_email",
    "reaches_further",
    "readable_events",
    "root_node",
    "running",
    "sessions_of",
    "teams_to_choose",
]

MOST_CHOICES = 200
LATEST = date(9999, 12, 30)  # one day later there is no moment to compare with, west of here


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this address, in any case of letters."""
    return session.scalar(sa.select(Person).where(Person.email == email.strip().lower()))


def person_and_doors(session: Session, person_id: UUID) -> tuple[Person, list[Factor], list[UserSession]]:
    """A person, the second factors they have in use, oldest first, and their live sign-ins, newest first.

    In one statement. Raises NoResultFound.
    """
    in_use = sa.and_(Factor.person_id == Person.id, Factor.confirmed_at.is_not(None))
    live_now = sa.and_(UserSession.person_id == Person.id, running(clock.now() - SESSION_LIFE))
    query = sa.select(Person, Factor, UserSession).outerjoin(Factor, in_use).outerjoin(UserSession, live_now)
    query = query.where(Person.id == person_id).order_by(Factor.created_at, UserSession.created_at.desc())
    rows = session.execute(query).all()
    if not rows:
        raise NoResultFound(f"nobody is {person_id}")
    factors = dict.fromkeys(factor for _person, factor, _session in rows if factor)
    return rows[0][0], list(factors), list(dict.fromkeys(sign_in for _person, _factor, sign_in in rows if sign_in))


def root_node(session: Session) -> Node | None:
    """The organisation at the top of the tree."""
    return session.scalar(sa.select(Node).where(Node.parent_id.is_(None)).order_by(Node.created_at).limit(1))


def names(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Chosen names by person id, in one statement."""
    wanted = set(ids)
    rows = (
        session.execute(sa.select(Person.id, Person.chosen_name).where(Person.id.in_(wanted))).all() if wanted else ()
    )
    return {row[0]: row[1] for row in rows}


def organisation_paths(session: Session) -> list[str]:
    """The paths of all organisations."""
    return list(session.scalars(sa.select(Node.path).where(Node.kind == NodeKind.ORGANISATION)))


def nodes_at(session: Session, paths: Iterable[str], kind: NodeKind | None = None) -> list[Node]:
    """Nodes at or below the paths, from the root down, by name; of one kind if given."""
    query = sa.select(Node).where(below(tuple(paths))).order_by(sa.func.length(Node.path), Node.name)
    return list(session.scalars(query.where(Node.kind == kind) if kind else query))


def teams_to_choose(session: Session, paths: Iterable[str]) -> list[Node]:
    """The teams to offer in a filter; none when they are more than MOST_CHOICES: nobody reads a list so long."""
    query = sa.select(Node).where(below(tuple(paths)), Node.kind == NodeKind.TEAM).order_by(Node.name)
    found = list(session.scalars(query.limit(MOST_CHOICES + 1)))
    return found if len(found) <= MOST_CHOICES else []


def few_nodes(session: Session, paths: Iterable[str]) -> list[UUID] | None:
    """The ids of the nodes at or below the paths, or None when they are more than MOST_CHOICES.

    With few of them a page is found by looking into those; with many, by reading from the oldest on.
    """
    found = list(session.scalars(sa.select(Node.id).where(below(tuple(paths))).limit(MOST_CHOICES + 1)))
    return found if len(found) <= MOST_CHOICES else None


def live() -> sa.ColumnElement[bool]:
    """A condition on Grant: in force today."""
    today = clock.today()
    return sa.and_(
        sa.or_(Grant.starts_on.is_(None), Grant.starts_on <= today),
        sa.or_(Grant.ends_on.is_(None), Grant.ends_on >= today),
    )


def people_with_role(session: Session, role: Role, path: str, *, or_below: bool = True) -> list[Person]:
    """People with an open account who hold the role today at a node covering `path`, or below it too, by name."""
    covers: sa.ColumnElement[bool] = sa.literal(path).startswith(Node.path)
    if or_below:
        covers = sa.or_(Node.path.startswith(path, autoescape=True), covers)
    query = (
        sa.select(Person)
        .join(Grant, Grant.person_id == Person.id)
        .join(Node, Node.id == Grant.node_id)
        .where(Grant.role == role, Person.state == PersonState.ACTIVE, live(), covers)
        .distinct()
        .order_by(Person.chosen_name, Person.id)
    )
    return list(session.scalars(query))


def managed(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on Person: some grant at a node this administrator looks after, or no grant at all."""
    at_mine = sa.exists().where(
        Grant.person_id == Person.id, Grant.node_id == Node.id, below(actor.paths(Can.MANAGE_PEOPLE))
    )
    nowhere = ~sa.exists().where(Grant.person_id == Person.id)
    return sa.or_(at_mine, nowhere)


def looks_after(actor: Actor, whom: sa.SQLColumnExpression[UUID]) -> sa.ColumnElement[bool]:
    """A condition on a column that names a person: this administrator looks after them.

    For statements that have no Person themselves. It is asked of each row that is found, never of everybody there is.
    """
    return sa.exists().where(Person.id == whom, managed(actor))


def people_page(session: Session, actor: Actor, *, search: str = "", cursor: str = "") -> Slice[tuple[Person]]:
    """One page of the people an administrator looks after, by name; `search` matches a part of name or address."""
    query = sa.select(Person).where(managed(actor))
    if search:
        query = query.where(
            Person.chosen_name.icontains(search, autoescape=True) | Person.email.icontains(search, autoescape=True)
        )
    return keyset(session, query, [Person.chosen_name, Person.id], cursor)


def managed_person(session: Session, actor: Actor, person_id: UUID) -> Person | None:
    """A person this administrator looks after, or None."""
    return session.scalar(sa.select(Person).where(Person.id == person_id, managed(actor)))


def reaches_further(session: Session, actor: Actor, person_id: UUID) -> bool:
    """True when this person holds a role, today or later, at a node that this administrator does not look after."""
    beyond = ~below(actor.paths(Can.MANAGE_PEOPLE))
    lasting = sa.or_(Grant.ends_on.is_(None), Grant.ends_on >= clock.today())
    query = sa.select(Grant.id).join(Grant.node).where(Grant.person_id == person_id, lasting, beyond)
    return session.scalar(query.limit(1)) is not None


def readable_events(session: Session, actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on AuditEvent: anything, for who reads the audit at every root; else about people one looks after."""
    beyond = sa.select(Node.id).where(Node.parent_id.is_(None), ~below(actor.paths(Can.READ_AUDIT)))
    if session.scalar(beyond.limit(1)) is None:
        return sa.true()
    mine = sa.select(Person.id).where(managed(actor))
    return sa.or_(AuditEvent.about_id.in_(mine), AuditEvent.actor_id == actor.id)


@dataclass(frozen=True)
class Sought:
    """Which events of the audit are asked for: parts of names, days where the organisation is; all of them at first."""

    who: str = ""
    about: str = ""
    since: date | None = None
    until: date | None = None


def events_fitting(sought: Sought) -> sa.ColumnElement[bool]:
    """A condition on AuditEvent: it fits what is sought."""
    fits: list[sa.ColumnElement[bool]] = [sa.true()]
    if sought.who:
        by_name = AuditEvent.actor_name.icontains(sought.who, autoescape=True)  # as of the system, which is nobody's id
        fits.append(AuditEvent.actor_id.in_(_called(sought.who)) | by_name)
    if sought.about:
        fits.append(AuditEvent.about_id.in_(_called(sought.about)))
    if sought.since:
        fits.append(AuditEvent.created_at >= datetime.combine(sought.since, time.min, clock.zone()))
    if sought.until:
        until = min(sought.until, LATEST)
        fits.append(AuditEvent.created_at <= datetime.combine(until, time.max, clock.zone()))
    return sa.and_(*fits)


def _called(name: str) -> sa.Select[UUID]:
    return sa.select(Person.id).where(Person.chosen_name.icontains(name, autoescape=True))


def grants_of(session: Session, person_ids: Iterable[UUID]) -> list[Grant]:
    """All grants of these people with their nodes, newest first."""
    return list(session.scalars(_grants(person_ids)))


def managed_grants(session: Session, actor: Actor, person_ids: Iterable[UUID]) -> list[Grant]:
    """Those of their grants that lie at a node this administrator looks after, newest first."""
    return list(session.scalars(_grants(person_ids).where(below(actor.paths(Can.MANAGE_PEOPLE)))))


def _grants(person_ids: Iterable[UUID]) -> sa.Select[Grant]:
    query = sa.select(Grant).join(Grant.node).options(contains_eager(Grant.node))
    return query.where(Grant.person_id.in_(set(person_ids))).order_by(Grant.created_at.desc())


def managed_grant(session: Session, actor: Actor, grant_id: UUID) -> Grant | None:
    """A grant at a node this administrator looks after, or None."""
    query = sa.select(Grant).join(Grant.node).options(contains_eager(Grant.node))
    return session.scalar(query.where(Grant.id == grant_id, below(actor.paths(Can.MANAGE_PEOPLE))))


def running(since: datetime) -> sa.ColumnElement[bool]:
    """A condition on UserSession: not ended by anybody, and begun at this moment or later."""
    return sa.and_(UserSession.ended_at.is_(None), UserSession.created_at >= since)


def sessions_of(session: Session, person_id: UUID) -> list[UserSession]:
    """Live sign-ins of a person, newest first."""
    query = sa.select(UserSession).where(UserSession.person_id == person_id, running(clock.now() - SESSION_LIFE))
    return list(session.scalars(query.order_by(UserSession.created_at.desc())))


def open_links(session: Session) -> int:
    """How many people were invited and have not joined, while their link still opens."""
    joined = sa.exists().where(Credential.person_id == MailedLink.person_id)
    query = sa.select(sa.func.count(MailedLink.person_id.distinct())).where(
        MailedLink.kind == LinkKind.INVITATION,
        MailedLink.used_at.is_(None),
        MailedLink.expires_at > clock.now(),
        ~joined,
    )
    return session.scalar(query) or 0
