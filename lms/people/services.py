"""Changing people, nodes and grants."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import announce, expect_version
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.people import queries
from lms.people.models import Grant, Node, NodeKind, Person, PersonState, UserSession
from lms.people.roles import Role
from lms.people.signals import person_renamed

__all__ = [
    "add_node",
    "add_person",
    "end_grant",
    "end_roles",
    "go_on_in_roles",
    "grant",
    "reinstate",
    "rename",
    "suspend",
    "update_contact",
]


def add_node(session: Session, *, name: str, kind: NodeKind, parent: Node | None, by: Actor) -> Node:
    """Add a place below `parent`, or the root of the tree when there is none."""
    key = uuid4()
    node = Node(
        id=key,
        name=name,
        kind=kind,
        parent_id=parent.id if parent else None,
        path=f"{parent.path if parent else ''}{key.hex}/",
    )
    session.add(node)
    session.flush()
    record(session, by=by, action="node.added", subject=node, kind=kind.value)
    return node


def add_person(
    session: Session,
    *,
    chosen_name: str,
    email: str | None,
    by: Actor,
    certificate_name: str = "",
    phone: str = "",
) -> Person:
    """Add a person. Raises Refused when the address belongs to somebody already."""
    address = email.strip().lower() if email else None
    if address and queries.person_by_email(session, address):
        raise Refused(
            _l("Somebody with this e-mail address is here already. Look them up in the list of people."),
            field="email",
        )
    person = Person(
        chosen_name=chosen_name, certificate_name=certificate_name or chosen_name, email=address, phone=phone
    )
    session.add(person)
    session.flush()
    record(session, by=by, action="person.added", subject=person, about=person.id)
    return person


def grant(
    session: Session,
    *,
    person_id: UUID,
    role: Role,
    node_id: UUID,
    by: Actor,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Grant:
    """Give a role at a node; the same open grant is not given twice. Raises Refused when the dates run backwards."""
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(_l("The last day must be on or after the first day."), field="ends_on")
    query = sa.select(Grant).filter_by(person_id=person_id, role=role, node_id=node_id)
    found = session.scalar(query.where(sa.or_(Grant.ends_on.is_(None), Grant.ends_on >= clock.today())))
    if found is not None:
        return found
    given = Grant(person_id=person_id, role=role, node_id=node_id, starts_on=starts_on, ends_on=ends_on)
    session.add(given)
    session.flush()
    record(
        session,
        by=by,
        action="grant.given",
        subject=given,
        about=person_id,
        role=role.value,
        node=str(node_id),
    )
    return given


def end_grant(session: Session, *, grant: Grant, by: Actor) -> None:
    """End a role from today on: it is gone at the person's next request."""
    yesterday = clock.today() - timedelta(days=1)
    if grant.ends_on is not None and grant.ends_on <= yesterday:
        return  # it ended before: that day stays on record
    grant.ends_on = yesterday
    record(session, by=by, action="grant.ended", subject=grant, about=grant.person_id, role=grant.role.value)
    session.flush()


def end_roles(
    session: Session, *, person_id: UUID, node_id: UUID, roles: Collection[Role], last_day: date, by: Actor
) -> dict[UUID, date | None]:
    """End these roles of a person at a node with a day; those that end earlier stay as they are.

    Gives which were ended, by the ids of their grants, and the end that each had of its own.
    """
    before = {}
    lasting = sa.or_(Grant.ends_on.is_(None), Grant.ends_on > last_day)
    query = sa.select(Grant).where(Grant.role.in_(roles), lasting)
    for held in session.scalars(query.filter_by(person_id=person_id, node_id=node_id).order_by(Grant.role)):
        before[held.id], held.ends_on = held.ends_on, last_day
        record(session, by=by, action="grant.ended", subject=held, about=person_id, role=held.role.value)
    session.flush()
    return before


def go_on_in_roles(
    session: Session,
    *,
    person_id: UUID,
    node_id: UUID,
    roles: Collection[Role],
    ended_on: date,
    until: date | None,
    by: Actor,
    own: Mapping[UUID, date | None] | None = None,
) -> None:
    """Let these roles of a person at a node that ended with a day go on until another, or without an end.

    `own`, where it is known, is as `end_roles` gave it: no other role goes on, and none past an end of its own.
    """
    query = sa.select(Grant).where(Grant.role.in_(roles), Grant.ends_on == ended_on)
    for held in session.scalars(query.filter_by(person_id=person_id, node_id=node_id).order_by(Grant.role)):
        if own is not None and held.id not in own:
            continue
        held.ends_on = min(filter(None, (until, (own or {}).get(held.id))), default=None)
        record(session, by=by, action="grant.goes-on", subject=held, about=person_id, role=held.role.value)
    session.flush()


def suspend(session: Session, *, person: Person, by: Actor) -> None:
    """Close a person's account for now, and end every sign-in. Raises Refused for one's own account."""
    if person.id == by.person_id:
        raise Refused(_l("You cannot suspend your own account. Ask another administrator."))
    person.state = PersonState.SUSPENDED
    session.execute(
        sa.update(UserSession)
        .where(UserSession.person_id == person.id, UserSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    record(session, by=by, action="person.suspended", subject=person, about=person.id)
    session.flush()


def reinstate(session: Session, *, person: Person, by: Actor) -> None:
    """Open a suspended account again; the person signs in anew. Raises Refused for one that was erased."""
    if person.state is PersonState.ERASED:
        raise Refused(_l("This person was erased: their account cannot be opened again."))
    person.state = PersonState.ACTIVE
    record(session, by=by, action="person.reinstated", subject=person, about=person.id)
    session.flush()


def rename(
    session: Session,
    *,
    person: Person,
    chosen_name: str,
    certificate_name: str,
    by: Actor,
    seen: int | None = None,
) -> None:
    """Change the name used everywhere, and the name printed on certificates from now on.

    The former one is kept nowhere; what was put together with it is put right by whoever hears of it.
    """
    expect_version(person, seen)
    before = {person.certificate_name: certificate_name, person.chosen_name: chosen_name}
    names = {old: new for old, new in before.items() if old not in (chosen_name, certificate_name)}
    if (person.chosen_name, person.certificate_name) == (chosen_name, certificate_name):
        return
    person.chosen_name, person.certificate_name = chosen_name, certificate_name
    record(session, by=by, action="person.renamed", subject=person, about=person.id)
    session.flush()
    announce(person_renamed, session, person_id=person.id, names=names)


def update_contact(session: Session, *, person: Person, phone: str, by: Actor) -> None:
    """Change the telephone number we may call."""
    person.phone = phone
    record(session, by=by, action="person.contact-changed", subject=person, about=person.id)
    session.flush()
