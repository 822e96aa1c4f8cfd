"""What the audit costs sixteen people who save all at once on PostgreSQL: forms a second with its rows, and without.

Each is a process with an app of its own over the one database, and sends the form of *Your account* over and over: one
row changed, one audit row, one commit that reaches the disk. The three ways take turns, a second at a time, so that
whatever else this machine does hits all of them alike. While rows are written, a sealer chains them once in each turn: what
an event costs it is the same as in a worker, who does it every five minutes.
"""

import os
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from drills.place import tell
from drills.report import Line
from postgres import DURABLE, postgres_server

from lms.audit import sealing, services
from lms.core import clock
from lms.people.models import Person
from lms.testing import House

FORKED = get_context("fork")  # each child has the app as it is; only connections are its own
WRITERS, MOST_LOST = 16, 0.10
REST, OVER = -1, -2
PLAIN, AUDITED, HEAVY = 0, 1, 2  # without its rows, as it is, and the planted fault
ROWS_OF_HEAVY = 20
SIZES = {"quick": 2, "full": 24, "long": 120}  # turns of a second


@dataclass
class Turns:
    """Whose turn it is, and how many forms were saved in each."""

    now: "Synchronized[int]"
    saved: Any

    def take(self, way: int, seconds: float) -> None:
        """Let everybody write in one way for a while, then let all come to rest."""
        self.now.value = way
        time.sleep(seconds)
        self.now.value = REST
        time.sleep(0.05)

    def of(self, way: int) -> int:
        """How many forms were saved in one way, by everybody."""
        return sum(self.saved[way::3])


def drill(size: str, seed: int) -> Iterator[Line]:
    """A line for PostgreSQL, and one for an audit of twenty rows a deed, which has to fail."""
    with tempfile.TemporaryDirectory() as folder, postgres_server(DURABLE) as server:
        if server is None:
            raise SystemExit("PostgreSQL is not installed: sudo apt-get install postgresql")
        house = House(Path(folder) / "data", PEER_LMS_DEMO="1", PEER_LMS_DATABASE_URL=server.new_database())
        tell(house)
        turns = measured(house, SIZES[size])
        yield judged(turns, AUDITED, seed)
        yield judged(turns, HEAVY, seed).caught()
        house.close()


def measured(house: House, turns: int) -> Turns:
    """Let sixteen people write by turns; gives what they got done."""
    with house.unit() as session:
        people = session.scalars(sa.select(Person.id).order_by(Person.created_at, Person.id).limit(WRITERS)).all()
    tally = Turns(FORKED.Value("i", REST), FORKED.Array("i", WRITERS * 3, lock=False))
    with _switched(tally.now):
        house.rest()
        writers = [FORKED.Process(target=_write, args=(house, one, n, tally)) for n, one in enumerate(people)]
        all_of_them = [*writers, FORKED.Process(target=_seal, args=(house, tally))]
        for process in all_of_them:
            process.start()
        tally.take(AUDITED, 3)  # everybody has signed in, and is warm
        tally.saved[:] = [0] * len(tally.saved)
        for turn in range(turns):
            for way in range(3):
                tally.take((way + turn) % 3, 1)
        tally.now.value = OVER
        for process in all_of_them:
            process.join()
    return tally


def judged(turns: Turns, way: int, seed: int) -> Line:
    """The line of one way: `lost` are per cent of what gets done without the audit."""
    without, done = turns.of(PLAIN), turns.of(way)
    part = 1 - done / without if without else 1.0
    name = "the audit of sixteen writers" if way == AUDITED else f"{ROWS_OF_HEAVY} rows a deed"
    print(f"{name}: {done} forms for {without} without, {part:.1%} lost", file=sys.stderr)
    at_work = all(turns.saved[one] for one in range(WRITERS * 3))
    line = Line("postgresql", name, seed, WRITERS, done, without, 0, 0, 0, 0.0)
    return line.judged(sound=at_work and part < MOST_LOST)


def _write(house: House, person: UUID, number: int, turns: Turns) -> None:
    browser = house.client(person)
    fields = browser.get("/account").fields("/account")
    version = int(fields["_version"])
    while (way := turns.now.value) != OVER:
        if way == REST:
            time.sleep(0.002)
        else:
            sent = {"_key": secrets.token_hex(16), "_version": version, "phone": f"0{version}"}
            browser.post("/account", {**fields, **sent})
            version += 1
            turns.saved[number * 3 + way] += turns.now.value == way
    os._exit(0)  # what was inherited is not ours to tidy up


def _seal(house: House, turns: Turns) -> None:
    while (way := turns.now.value) != OVER:
        if way == AUDITED:
            sealing.seal(house.runtime.database, clock.now() - timedelta(hours=1))
        time.sleep(1)
    os._exit(0)


@contextmanager
def _switched(now: "Synchronized[int]") -> Iterator[None]:
    """Wherever the audit is written, it is written as often as the way in hand says."""
    record, times = services.record, Counter({AUDITED: 1, HEAVY: ROWS_OF_HEAVY})

    def by_turns(*facts: Any, **more: Any) -> UUID | None:
        return next(reversed([record(*facts, **more) for _time in range(times[now.value])]), None)

    users = [module for module in list(sys.modules.values()) if getattr(module, "record", None) is record]
    _put(users, by_turns)
    try:
        yield
    finally:
        _put(users, record)


def _put(users: list[Any], record: Callable[..., Any]) -> None:
    for module in users:
        module.record = record
