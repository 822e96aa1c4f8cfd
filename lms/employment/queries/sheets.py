"""Starts with everything their checklists are made of, in four statements however many there are."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.core import clock
from lms.core.access import Actor
from lms.core.tables import Slice, keyset
from lms.employment import rules
from lms.employment.lines import Sheet
from lms.employment.models import Check, ChecklistItem, Start, StartState, Waiver
from lms.employment.permissions import Can
from lms.employment.queries import conditions
from lms.people.models import Node, Person
from lms.people.nodes import below
from lms.people.queries import few_nodes

__all__ = [
    "StartFilter",
    "board",
    "newest_open",
    "own_sheets",
    "reachable_sheet",
    "sheet_for",
    "sheet_of",
    "supervised_sheet",
]

Query = sa.Select[*tuple[Any, ...]]
Manager = aliased(Person)
Supervisor = aliased(Person)


@dataclass(frozen=True)
class StartFilter:
    """What a board shows: one team, one state ("" is everything current), one kind of waiting."""

    team: UUID | None = None
    state: str = ""
    waiting: str = ""


def heads() -> Query:
    """Starts with the names that belong to them; needs `sheets` to become whole."""
    return (
        sa.select(Start, Person.chosen_name, Node.name, Node.path, Manager.chosen_name, Supervisor.chosen_name)
        .add_columns(conditions.held_until(clock.today()))
        .join(Person, Person.id == Start.person_id)
        .join(Node, Node.id == Start.node_id)
        .outerjoin(Manager, Manager.id == Start.manager_id)
        .outerjoin(Supervisor, Supervisor.id == Start.supervisor_id)
    )


def bare(row: Any) -> Sheet:
    """A row of `heads` as a sheet without lines."""
    start, person, node, path, manager, supervisor, held_until = row
    return Sheet(start, person, node, path, manager, supervisor, held_until if rules.going_on(start) else None)


def sheets(session: Session, rows: Sequence[Any], reader: UUID | None = None) -> list[Sheet]:
    """Rows of `heads` with their checks, items and waivers, for this reader."""
    ids = [row[0].id for row in rows]
    checks, items = _by_start(session, Check, ids), _by_start(session, ChecklistItem, ids)
    waivers = waivers_of(session, ids)
    return [
        replace(
            bare(row),
            checks=checks[row[0].id],
            items=items[row[0].id],
            waivers=waivers[row[0].id],
            reader=reader,
        )
        for row in rows
    ]


def _by_start(session: Session, model: Any, ids: Collection[UUID]) -> Mapping[UUID, dict[str, Any]]:
    found: dict[UUID, dict[str, Any]] = defaultdict(dict)
    for row in session.scalars(sa.select(model).where(model.start_id.in_(ids))) if ids else ():
        found[row.start_id][row.code] = row
    return found


def waivers_of(session: Session, ids: Collection[UUID]) -> Mapping[UUID, dict[str, tuple[Waiver, str]]]:
    """What was agreed to follow, and by whom, by start and line."""
    found: dict[UUID, dict[str, tuple[Waiver, str]]] = defaultdict(dict)
    query = (
        sa.select(Waiver, Person.chosen_name)
        .join(Person, Person.id == Waiver.approver_id)
        .where(Waiver.start_id.in_(ids))
    )
    for waiver, approver in session.execute(query.order_by(Waiver.ends_on)) if ids else ():
        found[waiver.start_id][waiver.code] = (waiver, approver)
    return found


def _at(actor: Actor, permission: Can) -> sa.ColumnElement[bool]:
    # Nobody runs or reads the checklist of their own start as staff: /start/mine is theirs.
    return sa.and_(below(actor.paths(permission)), Start.person_id != actor.id)


def board(session: Session, actor: Actor, filters: StartFilter, cursor: str = "", *, size: int = 25) -> Slice[Sheet]:
    """One page of the starts at this actor's nodes, those waiting longest first."""
    query, today = heads().where(_at(actor, Can.SEE_STARTS)), clock.today()
    few = few_nodes(session, actor.paths(Can.SEE_STARTS))
    if few is not None:
        query = query.where(Start.node_id.in_(few))
    if filters.team:
        query = query.where(Start.node_id == filters.team)
    query = query.where(conditions.in_state(StartState(filters.state)) if filters.state else conditions.current(today))
    if filters.waiting:
        ready = filters.waiting == "ready"
        query = query.where(conditions.all_done(today) if ready else conditions.waiting_on(filters.waiting, today))
    found = keyset(session, query, [Start.created_at, Start.id], cursor, size=size)
    return Slice(sheets(session, found.items, actor.id), found.after)


def sheet_for(session: Session, actor: Actor, start_id: UUID, permission: Can = Can.SEE_STARTS) -> Sheet | None:
    """A start at this actor's nodes, not their own, or None."""
    return _one(session, heads().where(Start.id == start_id, _at(actor, permission)), actor)


def supervised_sheet(session: Session, actor: Actor, start_id: UUID) -> Sheet | None:
    """A start of somebody else whose peer supervisor this actor is, or None."""
    mine = sa.and_(Start.supervisor_id == actor.id, Start.person_id != actor.id)
    return _one(session, heads().where(Start.id == start_id, mine, Start.state != StartState.WITHDRAWN), actor)


def reachable_sheet(session: Session, actor: Actor, start_id: UUID) -> Sheet | None:
    """A start this actor has a part in: as staff of its node, as peer supervisor, or as the person; or None."""
    part = sa.or_(_at(actor, Can.SEE_STARTS), Start.supervisor_id == actor.id, Start.person_id == actor.id)
    return _one(session, heads().where(Start.id == start_id, part), actor)


def own_sheets(session: Session, actor: Actor) -> list[Sheet]:
    """This person's own starts, newest first."""
    rows = session.execute(heads().where(Start.person_id == actor.id).order_by(Start.created_at.desc(), Start.id)).all()
    return sheets(session, rows)


def sheet_of(session: Session, start_id: UUID) -> Sheet:
    """A start that is known to be there. Asks nobody's leave: for services."""
    return sheets(session, session.execute(heads().where(Start.id == start_id)).all())[0]


def newest_open(session: Session, people: Sequence[UUID]) -> list[Sheet]:
    """Each person's newest start that is still on the way, or begun and not left again."""
    query = heads().where(Start.person_id.in_(people), conditions.going_on())
    newest = {row[0].person_id: row for row in session.execute(query.order_by(Start.created_at, Start.id))}
    return sheets(session, list(newest.values()))


def _one(session: Session, query: Query, actor: Actor) -> Sheet | None:
    rows = session.execute(query).all()
    return sheets(session, rows, actor.id)[0] if rows else None
