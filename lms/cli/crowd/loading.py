"""Filling a demo with a crowd: teams in services, each with staff of its own and as many people as a team has."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.cli.crowd.ids import mask_of, number_of, rewritten, shaped
from lms.cli.crowd.names import name_for
from lms.cli.crowd.originals import Copied, Original, Stock, stock_of
from lms.cli.crowd.sealing import KEYS, key_row, resealed, share_files
from lms.cli.crowd.writing import write
from lms.core.masters import Masters
from lms.core.sealing import Place
from lms.core.sealing.ring import Key
from lms.core.web.runtime import Runtime
from lms.people.models import Node, NodeKind
from lms.plugins import DemoStory, FreshValue, PersonCopy

__all__ = ["load_crowd"]

TEAM, SERVICE = 100, 50  # people in a team, teams in a service
AT_ONCE = 2_000
# Who is copied how often, in a hundred: half have applied, a third learn, the others are in post.
CAST: Mapping[str, int] = {
    **dict.fromkeys(("applicant", "a2", "a3", "a4", "a5", "a7", "a8"), 7),
    **dict.fromkeys(("trainee", "t2", "t3", "t4", "t5", "t6"), 6),
    "peer1": 15,
}
# Who works for one team. HR, programme lead and administrator work for everybody.
STAFF = ("scorer", "assessor", "assessor2", "iqa", "trainer", "supervisor", "manager")
# What a team has and its people share. Each new team gets its own.
SHARED = ("lms_post", "lms_cohort", "lms_panel_member")
OWN = ("lms_person", "lms_grant")  # what makes somebody a member of staff
NODES = ("service", "north", "city", "south")
Rows = dict[str, list[tuple[Any, ...]]]
Fresh = Mapping[str, FreshValue]


def load_crowd(runtime: Runtime, story: DemoStory, *, people: int, seed: int) -> int:
    """Add `people` people, and staff for their teams, to the demo as it was told. Gives the count of rows they are.

    The same seed makes the same crowd.
    """
    random, written = Random(seed), 0  # noqa: S311 - nothing here is secret
    with runtime.database.unit_of_work() as session:
        share_files(session)
        stock = stock_of(session.connection(), runtime.database.masters)
        fresh = {name: make for part in runtime.hooks.fresh_values() for name, make in part.items()}
        crowd = _Crowd(stock, story, fresh, random, people, runtime.database.masters)
    for first in range(0, people, AT_ONCE):
        with runtime.database.unit_of_work() as session:
            rows = crowd.batch(session, range(first, min(first + AT_ONCE, people)))
            written += write(session.connection(), stock.columns, rows)
    return written


class _Crowd:
    """The demo taken apart, and the team that people are added to at the moment."""

    def __init__(
        self, stock: Stock, story: DemoStory, fresh: Fresh, random: Random, people: int, masters: Masters | None
    ) -> None:
        self._story, self._random, self._columns, self._masters = story, random, stock.columns, masters
        self._staff_numbers = count(people + 1)
        self._nodes = [story.nodes[key].int for key in NODES]
        self._staff = [stock.original(story.people[key]).only(OWN) for key in STAFF]
        self._shared = [row for table in SHARED for row in stock.named(table)]
        self._cast = {key: stock.original(story.people[key]) for key in CAST}
        self._fresh = {
            table: [(names.index(name), fresh[f"{table}.{name}"]) for name in names if f"{table}.{name}" in fresh]
            for table, names in stock.columns.items()
        }
        self._service: Node | None = None
        self._team: Mapping[int, int] = {}

    def batch(self, session: Session, numbers: Sequence[int]) -> Rows:
        """The rows of the people with these numbers, and of the teams they are the first of."""
        rows: Rows = defaultdict(list)
        for number in numbers:
            if number % TEAM == 0:
                self._found_team(session, number // TEAM, rows)
            (key,) = self._random.choices(list(CAST), list(CAST.values()))
            self._add(number + 1, self._cast[key], rows)
        return rows

    def _found_team(self, session: Session, number: int, rows: Rows) -> None:
        if self._service is None or number % SERVICE == 0:
            org = session.get_one(Node, self._story.nodes["org"])
            self._service = self._node(session, org, NodeKind.SERVICE, f"Service {number // SERVICE + 1}")
        team = self._node(session, self._service, NodeKind.TEAM, f"Team {number + 1}").id.int
        mask = mask_of(number + 1, self._random)
        ours = {row.number for row in self._shared} | {one for staff in self._staff for one in staff.ids}
        self._team = {one: one ^ mask for one in ours} | dict.fromkeys(self._nodes, team)
        here = {**self._team, self._story.nodes["org"].int: team}  # staff of the whole organisation, in the demo
        for staff in self._staff:
            self._write(staff.rows, here, PersonCopy(next(self._staff_numbers), name_for(self._random)), rows)
        for row in self._shared:
            rows[row.table].append(tuple(_copy(row, self._team)))

    def _node(self, session: Session, above: Node, kind: NodeKind, name: str) -> Node:
        key = UUID(int=self._random.getrandbits(128))
        node = Node(id=key, name=name, kind=kind, parent_id=above.id, path=f"{above.path}{key.hex}/")
        session.add(node)
        session.flush()
        return node

    def _add(self, number: int, original: Original, rows: Rows) -> None:
        mask = mask_of(number, self._random)
        ids = {**self._team, **{one: one ^ mask for one in original.ids}}
        self._write(original.rows, ids, PersonCopy(number, name_for(self._random)), rows)

    def _write(self, originals: Sequence[Copied], ids: Mapping[int, int], person: PersonCopy, rows: Rows) -> None:
        key: Key | None = None
        for row in originals:
            values = _copy(row, ids)
            for place, make in self._fresh[row.table]:
                values[place] = make(person, values[place])
            if row.table == OWN[0] and self._masters is not None:
                key, kept = key_row(self._masters, values)
                rows[KEYS].append(kept)
            if key is not None:
                for place in row.sealed:
                    values[place] = self._resealed(key, row.table, place, values)
            rows[row.table].append(tuple(values))

    def _resealed(self, key: Key, table: str, place: int, values: Sequence[Any]) -> str:
        here = Place(table, self._columns[table][place], UUID(int=number_of(values[0])))
        return resealed(key, here, values[place])


def _copy(row: Copied, ids: Mapping[int, int]) -> list[Any]:
    values = list(row.values)
    for place, number in row.ids:
        if number in ids:
            values[place] = shaped(ids[number], values[place])
    for place in row.texts:
        values[place] = rewritten(values[place], ids)
    return values
