"""Ways to tamper with a sealed trail, six kinds, each with several ways of going about it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from audit.trail import EVENTS, SEALS, change, examined, put, remove, rows, undone
from sqlalchemy.engine import Connection

from lms.audit import chain
from lms.audit.canonical import canonical
from lms.audit.written import moment
from lms.testing import House

Row = dict[str, Any]


@dataclass
class Hand:
    """Somebody at the database: what is there, by position, and chance."""

    connection: Connection
    random: Random
    seals: list[Row] = field(default_factory=list)
    events: dict[UUID, Row] = field(default_factory=dict)
    began: str = chain.ORIGIN.hash

    def __post_init__(self) -> None:
        self.events = {row["id"]: row for row in rows(self.connection, EVENTS)}
        seals = sorted(rows(self.connection, SEALS), key=lambda row: row["position"])
        self.seals = [row for row in seals if row["id"] in self.events]
        self.began = next((row["hash"] for row in seals if row["id"] not in self.events), chain.ORIGIN.hash)

    def place(self) -> int:
        """Any place in the chain."""
        return self.random.randrange(len(self.seals))

    def event(self, place: int) -> Row:
        """The event that is sealed there."""
        return self.events[self.seals[place]["id"]]

    def some_id(self) -> UUID:
        """An id that nobody has."""
        return UUID(int=self.random.getrandbits(128))

    def sealed_anew(self, place: int, until: int) -> None:
        """Make the hashes from a place on fit again, as whoever has read our source can."""
        for n in range(place, until):
            seal, before = self.seals[n], self.seals[n - 1]["hash"] if n else self.began
            event, sealed_at = canonical(self.event(n)).decode(), moment(seal["created_at"])
            made = chain.seal_of(before, position=seal["position"], sealed_at=sealed_at, event=event)
            change(self.connection, SEALS, seal, hash=made)
            seal["hash"] = made


def _other(hand: Hand, value: Any) -> Any:
    """Something else of the same kind."""
    if isinstance(value, datetime):
        return value + timedelta(microseconds=hand.random.choice((-1, 1, 3_600_000_000)))
    if isinstance(value, UUID) or value is None:
        return hand.some_id()
    if isinstance(value, dict):
        return hand.random.choice(({**value, "n": 1000}, {**value, "more": None}, {"of": value["of"]}))
    if isinstance(value, int):
        return value + 1000
    return hand.random.choice((f"{value} ", value.upper() + "x", value[:-1] or "x"))


def _edited(hand: Hand) -> int:
    place = hand.place()
    column = hand.random.choice([name for name in hand.event(place) if name != "id"])
    change(hand.connection, EVENTS, hand.event(place), **{column: _other(hand, hand.event(place)[column])})
    hand.event(place)[column] = hand.connection.execute(
        sa.select(EVENTS.c[column]).where(EVENTS.c.id == hand.event(place)["id"])
    ).scalar_one()
    return place


def edit_an_event(hand: Hand) -> None:
    """One column of one event."""
    _edited(hand)


def edit_and_seal_that_row_anew(hand: Hand) -> None:
    """The same, and its own seal fits again."""
    place = _edited(hand)
    hand.sealed_anew(place, place + 1)


def edit_and_seal_all_anew(hand: Hand) -> None:
    """The same, and the whole chain fits again."""
    hand.sealed_anew(_edited(hand), len(hand.seals))


def edit_a_seal(hand: Hand) -> None:
    """One column of one seal."""
    seal = hand.seals[hand.place()]
    made: Mapping[str, Any] = {
        "hash": f"{hand.random.getrandbits(256):064x}",
        "created_at": _other(hand, seal["created_at"]),
        "position": seal["position"] + 1000,
        "id": hand.some_id(),
    }
    column = hand.random.choice(list(made))
    change(hand.connection, SEALS, seal, **{column: made[column]})


def delete_an_event(hand: Hand) -> None:
    """The event goes, its seal stays."""
    remove(hand.connection, EVENTS, hand.event(hand.place()))


def delete_a_seal(hand: Hand) -> None:
    """The seal goes, so that the event seems new."""
    remove(hand.connection, SEALS, hand.seals[hand.place()])


def delete_both(hand: Hand) -> None:
    """Both go."""
    place = hand.place()
    remove(hand.connection, EVENTS, hand.event(place))
    remove(hand.connection, SEALS, hand.seals[place])


def delete_and_close_the_gap(hand: Hand) -> None:
    """Both go, those behind move up, and everything fits again."""
    place = hand.place()
    remove(hand.connection, EVENTS, hand.event(place))
    remove(hand.connection, SEALS, hand.seals.pop(place))
    for n in range(place, len(hand.seals)):
        hand.seals[n]["position"] = n + 1
        change(hand.connection, SEALS, hand.seals[n], position=n + 1)
    hand.sealed_anew(place, len(hand.seals))


def _two(hand: Hand) -> tuple[int, int]:
    one, other = sorted(hand.random.sample(range(len(hand.seals)), 2))
    return one, other


def _swap(hand: Hand, one: int, other: int, *columns: str) -> None:
    first, second = hand.seals[one], hand.seals[other]
    change(hand.connection, SEALS, first, position=-1)  # each position is there once
    change(hand.connection, SEALS, second, **{name: first[name] for name in columns})
    change(hand.connection, SEALS, first, **{name: second[name] for name in columns})


def reorder_events(hand: Hand) -> None:
    """Two events change places below their seals."""
    _swap(hand, *_two(hand), "position", "hash", "created_at")


def reorder_seals(hand: Hand) -> None:
    """Two seals change places with their events."""
    _swap(hand, *_two(hand), "position")


def reorder_and_seal_anew(hand: Hand) -> None:
    """Two events change places, and everything fits again."""
    one, other = _two(hand)
    _swap(hand, one, other, "position")
    seals = hand.seals
    seals[one]["position"], seals[other]["position"] = seals[other]["position"], seals[one]["position"]
    seals[one], seals[other] = seals[other], seals[one]
    hand.sealed_anew(one, len(seals))


def _invented(hand: Hand) -> Row:
    return {**hand.event(hand.place()), "id": hand.some_id(), "action": "tests.invented"}


def insert_at_the_end(hand: Hand) -> None:
    """An event of the past with a seal of its own, which fits."""
    put(hand.connection, EVENTS, **_invented(hand))
    _append_newest(hand)


def _append_newest(hand: Hand) -> None:
    known, last = {row["id"] for row in hand.seals}, hand.seals[-1]
    event = next(row for row in rows(hand.connection, EVENTS) if row["id"] not in known)
    hand.events[event["id"]] = event
    hand.seals.append({**last, "id": event["id"], "position": last["position"] + 1, "hash": ""})
    put(hand.connection, SEALS, **hand.seals[-1])
    hand.sealed_anew(len(hand.seals) - 1, len(hand.seals))


def insert_in_the_middle(hand: Hand) -> None:
    """An event between two others, and everything fits again."""
    place = hand.place()
    for n in reversed(range(place, len(hand.seals))):
        hand.seals[n]["position"] = n + 2
        change(hand.connection, SEALS, hand.seals[n], position=n + 2)
    event = _invented(hand)
    put(hand.connection, EVENTS, **event)
    hand.events[event["id"]] = event
    hand.seals.insert(place, {**hand.seals[place], "id": event["id"], "position": place + 1, "hash": ""})
    put(hand.connection, SEALS, **hand.seals[place])
    hand.sealed_anew(place, len(hand.seals))


def insert_without_a_seal(hand: Hand) -> None:
    """An event of the past that waits for the sealer like any other."""
    put(hand.connection, EVENTS, **_invented(hand))


def insert_before_the_first(hand: Hand) -> None:
    """An event of the past, with a seal where nobody would look for one."""
    event = _invented(hand)
    put(hand.connection, EVENTS, **event)
    put(hand.connection, SEALS, **{**hand.seals[0], "id": event["id"], "position": -hand.random.randint(0, 2)})


def _cut(hand: Hand) -> list[int]:
    return list(range(len(hand.seals) - hand.random.randint(1, len(hand.seals)), len(hand.seals)))


def truncate_all(hand: Hand) -> None:
    """The newest events go, with their seals; up to all of them."""
    for place in _cut(hand):
        remove(hand.connection, EVENTS, hand.event(place))
        remove(hand.connection, SEALS, hand.seals[place])


def truncate_seals(hand: Hand) -> None:
    """Only the seals go, so that the newest events can be changed before they are sealed again."""
    for place in _cut(hand):
        remove(hand.connection, SEALS, hand.seals[place])


def clone_an_event(hand: Hand) -> None:
    """The same event under another id, which waits for the sealer."""
    put(hand.connection, EVENTS, **{**hand.event(hand.place()), "id": hand.some_id()})


def clone_with_its_seal(hand: Hand) -> None:
    """The same event under another id, at the end, with the hash it had."""
    place, made = hand.place(), hand.some_id()
    put(hand.connection, EVENTS, **{**hand.event(place), "id": made})
    put(hand.connection, SEALS, **{**hand.seals[place], "id": made, "position": hand.seals[-1]["position"] + 1})


def clone_and_seal(hand: Hand) -> None:
    """The same event under another id, at the end, with a seal that fits."""
    clone_an_event(hand)
    _append_newest(hand)


Way = Callable[[Hand], None]
KINDS: Mapping[str, tuple[Way, ...]] = {
    "edit": (edit_an_event, edit_and_seal_that_row_anew, edit_and_seal_all_anew, edit_a_seal),
    "delete": (delete_an_event, delete_a_seal, delete_both, delete_and_close_the_gap),
    "reorder": (reorder_events, reorder_seals, reorder_and_seal_anew),
    "insert": (insert_at_the_end, insert_in_the_middle, insert_without_a_seal, insert_before_the_first),
    "truncate": (truncate_all, truncate_seals),
    "clone": (clone_an_event, clone_with_its_seal, clone_and_seal),
}


@dataclass
class Tally:
    """How many of each kind were tried, in how many ways, and which were not noticed."""

    tried: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


def tamper(house: House, times: int, seed: int) -> Tally:
    """Try as many, one after the other, each undone before the next; kinds and ways take turns."""
    random, tally = Random(seed), Tally()
    for n in range(times):
        kind = list(KINDS)[n % len(KINDS)]
        way = KINDS[kind][n // len(KINDS) % len(KINDS[kind])]
        with undone(house) as (connection, session):
            way(Hand(connection, random))
            tally.tried[kind] += 1
            tally.ways[way.__name__] += 1
            if examined(house, session).ok:
                tally.missed.append(f"{n}: {way.__name__}")
    return tally
