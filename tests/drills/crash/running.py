"""The drill of crashes: people save things, everything is killed at random, and whatever was called saved is counted."""

import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from drills.crash import deeds
from drills.crash.clients import Book, Person
from drills.place import Place, furnish
from drills.processes import Web, Work, children, kill, kill_server, running
from drills.report import Line
from postgres import DURABLE, Server, postgres_server

OURS, HASTY = "lms:create_app()", "drills.crash.planted:build()"
AT_LEAST_IN_FLIGHT = 0.3


@dataclass(frozen=True)
class Size:
    """How often something is killed, and how much has to be acknowledged before it is over."""

    kills: int
    acknowledged: int
    most_s: float
    ready_s: float = 10.0
    only: str = ""  # what is killed each time, where that is not left to chance


# In the suite other tests want the processor while the pages come back. It kills six times on each engine: twelve.
SIZES = {
    "quick": Size(6, 50, 240, ready_s=60),
    "full": Size(170, 10_500, 3600),
    "long": Size(600, 40_000, 9000),
    # All workers: one alone may be any of those that have promised nothing at this moment.
    "planted": Size(6, 60, 90, ready_s=60, only="the web"),
}
# One kill in so many is of this; "postgresql" and "one connection" only where there is a server to kill.
WEIGHTS = {"one web worker": 6, "the web": 2, "background work": 2, "postgresql": 2, "one connection": 2}


@dataclass
class Kill:
    """One kill: what, whose forms were out, and how long until all was well."""

    what: str
    out: frozenset[str]
    holding: bool
    ready_s: float = 0.0


@dataclass
class Scene:
    """Everything that runs."""

    place: Place
    web: Web
    work: Work
    server: Server | None
    people: list[Person]
    random: random.Random
    kills: list[Kill] = field(default_factory=list)

    def strike(self, only: str = "") -> None:
        """Kill one thing in the middle of what it does, and wait until all is well."""
        acts: dict[str, Callable[[], None]] = {
            "one web worker": lambda: kill([self.random.choice(children(self.web.master()))]),
            "the web": self._web,
            "background work": self._work,
        }
        if self.server is not None:
            acts |= {"postgresql": lambda: kill_server(self._server()), "one connection": self._connection}
        what = only or self.random.choices(list(acts), [WEIGHTS[name] for name in acts])[0]
        out = frozenset(name for person in self.people if (name := person.out))
        done = Kill(what, out, what == "background work" and self._holding())
        acts[what]()
        done.ready_s = self.web.wait()
        self.kills.append(done)

    def _web(self) -> None:
        self.web.kill()
        self.web.start()

    def _work(self) -> None:
        self.work.kill()
        self.work.start()

    def _server(self) -> Server:
        if self.server is None:
            raise RuntimeError("there is no server")
        return self.server

    def _connection(self) -> None:
        found = self.place.rows(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if found:
            kill([self.random.choice(found)[0]])

    def _holding(self) -> bool:
        return bool(self.place.rows("SELECT 1 FROM lms_job WHERE state = 'waiting' AND lease IS NOT NULL LIMIT 1"))

    def in_flight(self) -> int:
        """How many kills hit somebody's form, or a job in hand."""
        broken = {name for person in self.people for name in person.broken}
        return sum(kill.holding or bool(kill.out & broken) for kill in self.kills)

    def acknowledged(self) -> int:
        """How many forms were answered, by now."""
        return sum(op.acknowledged for person in self.people for op in person.ops)


def drill(size: str, seed: int) -> Iterator[Line]:
    """A line for each engine, then the planted build on each in short."""
    with tempfile.TemporaryDirectory(prefix="peer-lms-drill-") as made, postgres_server(DURABLE) as server:
        folder = Path(made)
        if server is None:
            raise SystemExit("PostgreSQL is not installed: sudo apt-get install postgresql")
        places = (furnish(folder / "sqlite"), None), (furnish(folder / "postgresql", server), server)
        for place, its in places:
            yield run(place, its, SIZES[size], seed)
        for place, its in places:
            line = run(place, its, SIZES["planted"], seed + 1, HASTY)
            yield line.caught() if line.lost else replace(line, verdict="fail")  # nothing else counts as seen


def run(place: Place, server: Server | None, size: Size, seed: int, app: str = OURS) -> Line:
    """One engine through one size of drill, with one build of the app."""
    place.settings["PEER_LMS_JOB_LEASE"] = "3"
    over, began, counts = threading.Event(), time.monotonic(), deeds.before(place)
    book = Book(place.folder / f"acknowledged-{seed}")
    people = [Person(place, kind, book, over, number, seed) for number, kind in enumerate(deeds.kinds(place))]
    with ExitStack() as stack:
        web, work = stack.enter_context(running(place, app))
        scene = Scene(place, web, work, server, people, random.Random(seed))
        for person in people:
            person.start()
        _strike(scene, size)
        over.set()
        for person in people:
            person.join(60)
        _work_off(place)
    return _counted(scene, book, counts, size, app, time.monotonic() - began)


def _strike(scene: Scene, size: Size) -> None:
    ends = time.monotonic() + size.most_s
    while scene.acknowledged() == 0 and time.monotonic() < ends:
        time.sleep(0.1)
    while time.monotonic() < ends and (len(scene.kills) < size.kills or scene.acknowledged() < size.acknowledged):
        # As many forms between two kills as it takes to reach both figures together.
        goal = scene.acknowledged() + max(
            1, (size.acknowledged - scene.acknowledged()) // max(1, size.kills - len(scene.kills))
        )
        pause = time.monotonic() + scene.random.uniform(0.1, 0.9)
        while time.monotonic() < pause or (scene.acknowledged() < goal and time.monotonic() < ends):
            time.sleep(scene.random.uniform(0.005, 0.02))
        if len(scene.kills) < size.kills:
            scene.strike(size.only)


def _work_off(place: Place) -> None:
    """What waits in the outbox is carried out, by the worker that is there; rounds wait for their next time."""
    ends = time.monotonic() + 60
    waits = "SELECT 1 FROM lms_job WHERE state = 'waiting' AND key NOT LIKE 'round:%' LIMIT 1"
    while place.rows(waits) and time.monotonic() < ends:
        time.sleep(0.2)


def _counted(scene: Scene, book: Book, counts: dict[str, int], size: Size, app: str, took: float) -> Line:
    place, people = scene.place, scene.people
    tallies = {p.kind.name: deeds.tally(place, p.kind.name, p.ops, counts[p.kind.name]) for p in people}
    invited = next(p for p in people if p.kind.name == "invite")
    tallies["mail"] = deeds.mails(place, invited.ops)
    ready = round(max(kill.ready_s for kill in scene.kills), 1)
    odd = [line for person in people for line in person.odd]
    unsaid = sum(op.kept_unsaid for person in people for op in person.ops)
    _tell(scene, tallies, odd, took)
    written = len(book.lines()) == scene.acknowledged()
    enough = scene.in_flight() >= AT_LEAST_IN_FLIGHT * size.kills and scene.acknowledged() >= size.acknowledged
    return Line(
        engine=place.engine,
        fault="kill -9 of anything" if app == OURS else "acknowledged before the commit",
        seed=people[0].seed,
        kills=len(scene.kills),
        in_flight=scene.in_flight(),
        acknowledged=scene.acknowledged(),
        committed_unacknowledged=unsaid,
        lost=sum(tally.lost for tally in tallies.values()),
        duplicated=sum(tally.doubled for tally in tallies.values()),
        ready_s=ready,
    ).judged(sound=written and enough and ready <= size.ready_s and not odd)


def _tell(scene: Scene, tallies: dict[str, deeds.Tally], odd: list[str], took: float) -> None:
    done = Counter(op.kind for person in scene.people for op in person.ops if op.acknowledged)
    again = sum(op.tries > 1 for person in scene.people for op in person.ops)
    print(
        f"{scene.place.engine}: {took:.0f} s; killed {dict(Counter(kill.what for kill in scene.kills))}; "
        f"acknowledged {dict(done)}, {again} of them sent more than once; "
        f"wrong { ({name: tally for name, tally in tallies.items() if tally.lost or tally.doubled}) }; odd replies {len(odd)}",
        *odd[:5],
        sep="\n",
        file=sys.stderr,
    )
