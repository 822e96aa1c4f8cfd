"""Who marks whose portfolio, for those who allocate."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import Allocation, AllocationState, Portfolio
from assessments.permissions import Can
from lms.core import clock
from lms.core.access import Actor
from lms.core.tables import ENOUGH, Slice, keyset
from lms.employment.models import Start
from lms.people.models import Grant, Node, Person, PersonState
from lms.people.nodes import below
from lms.people.roles import Role
from modules.models import Enrolment

__all__ = [
    "allocatable",
    "allocations_page",
    "assessor_names",
    "assessors_at",
    "load_of",
    "supporters_of",
    "unallocated_count",
]

SUPPORT = (Role.SUPERVISOR, Role.MANAGER)
WITHOUT = Portfolio.has_assessor.is_(False)  # as the index over these says it


def _portfolios(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(Portfolio, Enrolment.person_id, Person.chosen_name, Node)
        .join(Enrolment, Enrolment.id == Portfolio.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Node, Node.id == Enrolment.node_id)
        .where(below(actor.paths(Can.ALLOCATE)))
    )
    return query


def allocations_page(session: Session, actor: Actor, *, without: bool, cursor: str = "") -> Slice[Any]:
    """Portfolios at this lead's nodes, by name: (Portfolio, person id, name, Node); `without`: with no assessor."""
    query = _portfolios(actor)
    return keyset(session, query.where(WITHOUT) if without else query, [Person.chosen_name, Portfolio.id], cursor)


def unallocated_count(session: Session, actor: Actor) -> int:
    """How many portfolios have no assessor; counting stops at a hundred."""
    first = _portfolios(actor).with_only_columns(Portfolio.id).where(WITHOUT).limit(ENOUGH).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(first)) or 0


def allocatable(session: Session, actor: Actor, portfolio_id: UUID) -> tuple[Portfolio, UUID, str, Node] | None:
    """A portfolio at one of this lead's nodes with the person's id and name and the node, or None."""
    row = session.execute(_portfolios(actor).where(Portfolio.id == portfolio_id)).first()
    return (row[0], row[1], row[2], row[3]) if row else None


def assessor_names(session: Session, portfolio_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[str]]:
    """Names of the assessors who mark these portfolios now."""
    query = (
        sa.select(Allocation.portfolio_id, Person.chosen_name)
        .join(Person, Person.id == Allocation.assessor_id)
        .where(Allocation.portfolio_id.in_(portfolio_ids), Allocation.state == AllocationState.ACTIVE)
        .order_by(Person.chosen_name)
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for portfolio_id, name in session.execute(query):
        found[portfolio_id].append(name)
    return found


def _covering(path: str, roles: Sequence[Role]) -> sa.Select[*tuple[Any, ...]]:
    """People who hold one of these roles today at the node of this path or above it."""
    today = clock.today()
    ends = [path[: place + 1] for place, sign in enumerate(path) if sign == "/"]
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(Person.id, Person.chosen_name)
        .join(Grant, Grant.person_id == Person.id)
        .join(Node, Node.id == Grant.node_id)
        .where(
            Grant.role.in_(roles),
            Node.path.in_(ends),
            Person.state == PersonState.ACTIVE,
            sa.or_(Grant.starts_on.is_(None), Grant.starts_on <= today),
            sa.or_(Grant.ends_on.is_(None), Grant.ends_on >= today),
        )
        .distinct()
        .order_by(Person.chosen_name, Person.id)
    )
    return query


def assessors_at(session: Session, path: str) -> Sequence[tuple[UUID, str]]:
    """Assessors whose role covers the node of this path, by name."""
    return [(row[0], row[1]) for row in session.execute(_covering(path, [Role.ASSESSOR]))]


def supporters_of(session: Session, path: str, person_id: UUID) -> frozenset[UUID]:
    """Whoever supervises or manages this person by name, or where they are enrolled: they never assess them."""
    named = sa.select(Start.supervisor_id, Start.manager_id).where(Start.person_id == person_id)
    by_name = {key for row in session.execute(named) for key in row if key is not None}
    return frozenset(by_name | {row[0] for row in session.execute(_covering(path, SUPPORT))})


def load_of(session: Session, assessor_ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How many portfolios each assessor marks now."""
    query = sa.select(Allocation.assessor_id, sa.func.count()).where(
        Allocation.assessor_id.in_(assessor_ids), Allocation.state == AllocationState.ACTIVE
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(Allocation.assessor_id))}
