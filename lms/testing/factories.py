"""People and places for tests, made through the real services."""

import itertools
from collections.abc import Mapping

from sqlalchemy.orm import Session

from lms.core.access import SYSTEM, Actor
from lms.core.web.runtime import Runtime
from lms.people import services
from lms.people.identity import actor_for
from lms.people.models import Node, NodeKind, Person
from lms.people.roles import Role

_numbers = itertools.count(1)


def make_node(session: Session, parent: Node | None = None, *, name: str = "", kind: NodeKind | None = None) -> Node:
    """A node: an organisation without a parent, a team below one."""
    kind = kind or (NodeKind.TEAM if parent else NodeKind.ORGANISATION)
    return services.add_node(session, name=name or f"Node {next(_numbers)}", kind=kind, parent=parent, by=SYSTEM)


def make_person(
    session: Session, roles: Mapping[Role, Node] | None = None, *, name: str = "", email: str | None = None
) -> Person:
    """A person with roles at nodes, e.g. {Role.HR: org}."""
    number = next(_numbers)
    person = services.add_person(
        session,
        chosen_name=name or f"Person {number}",
        email=email or f"person{number}@test.example",
        by=SYSTEM,
    )
    for role, node in (roles or {}).items():
        services.grant(session, person_id=person.id, role=role, node_id=node.id, by=SYSTEM)
    return person


def make_actor(session: Session, runtime: Runtime, person: Person) -> Actor:
    """The actor this person is today."""
    return actor_for(session, person.id, runtime.permissions)
