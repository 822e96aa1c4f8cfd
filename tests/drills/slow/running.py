"""The drill of slow clients: hundreds hold a connection each and hardly move, and everybody else goes on as before."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from drills.browsing import Browser
from drills.place import Place, furnish
from drills.processes import Web
from drills.report import Line
from drills.slow import people
from drills.slow.crowd import Crowd, Plan, Slow
from drills.slow.people import Asked
from drills.slow.servers import UNLIMITED, Running, Serve, behind_nginx, started

MOST_MEMORY_MB, MOST_RECOVERY_S = 200.0, 5.0
MOSTLY, QUICK_S = 0.9, 0.5
NO_NGINX = "SLOW DRILL BEHIND NGINX SKIPPED: nginx is not installed"


@dataclass(frozen=True)
class Size:
    """How many slow clients, how long each pauses, how many pages people open in a round, how much slower they may be."""

    many: int
    pause_s: float
    rounds: int
    pages: int
    slower: float
    patience_s: float


# In the suite other tests run beside it: a page that waits for slow clients takes as long as somebody has patience.
HOPELESS = Size(120, 1.0, 1, 1, 6.0, 3.0)
SIZES = {
    "quick": Size(150, 1.0, 1, 6, 6.0, 5.0),
    "full": Size(500, 2.0, 3, 60, 2.0, 20.0),
    "long": Size(900, 2.0, 10, 60, 2.0, 20.0),
}


def drill(size: str, seed: int) -> Iterator[Line]:
    """A line for each server and each way to be slow, and one for a server without limits, which has to fail."""
    with tempfile.TemporaryDirectory() as folder:
        place = furnish(Path(folder) / "data")
        with started(Serve(place), "serve") as server:
            yield from (run(server, place, kind, SIZES[size], seed) for kind in Slow)
        with behind_nginx(place) as front:
            if front is None:
                print(NO_NGINX, file=sys.stderr)
            else:
                yield from (run(front, place, kind, SIZES[size], seed) for kind in Slow)
        with started(Serve(place, UNLIMITED), "serve without its limits") as greedy:
            yield run(greedy, place, Slow.HEAVY, SIZES["full"], seed).caught()
        with started(Web(place), "gunicorn with nothing before it") as bare:
            yield run(bare, place, Slow.HEAD, HOPELESS, seed).caught()


@dataclass(frozen=True)
class Seen:
    """What people met while nobody was slow, and while others were, in turn; and how it was after each time."""

    without: Asked
    during: Asked
    held: int
    grown_mb: float
    ready_s: float

    def slower(self) -> float:
        """How many times longer nineteen of twenty pages take."""
        return self.during.p95() / self.without.p95()


def run(server: Running, place: Place, kind: Slow, size: Size, seed: int) -> Line:
    """So many clients of one kind against a server that runs."""
    seen = _look(server, Plan(server.port, kind, size.many, size.pause_s, _long(place)), size)
    fault = f"{size.many} slow: {kind.value}, {server.name}"
    print(
        f"{fault}: {seen.held} held; p95 {seen.without.p95() * 1000:.0f} ms, then {seen.during.p95() * 1000:.0f} ms "
        f"({seen.slower():.2f} times); memory +{seen.grown_mb:.0f} MB; {seen.during.failed} pages did not come",
        file=sys.stderr,
    )
    good = seen.slower() <= size.slower and seen.grown_mb <= MOST_MEMORY_MB and seen.ready_s <= MOST_RECOVERY_S
    return Line(
        engine=place.engine,
        fault=fault,
        seed=seed,
        kills=size.many,
        in_flight=seen.held,
        acknowledged=len(seen.during.took) - seen.during.failed,
        committed_unacknowledged=0,
        lost=seen.during.failed,
        duplicated=0,
        ready_s=round(seen.ready_s, 1),
    ).judged(sound=good and seen.held >= MOSTLY * size.many)


def _look(server: Running, plan: Plan, size: Size) -> Seen:
    browsers = people.signed_in(server.port, size.patience_s)
    people.ask(browsers, 2)
    without, during, rounds = Asked(), Asked(), []
    for _number in range(size.rounds):  # in turn, so that a machine that is busy with something else is so for both
        without.more(people.ask(browsers, size.pages))
        rounds.append(_round(server, plan, size, browsers, during))
    without.more(people.ask(browsers, size.pages))
    held, grown, ready = zip(*rounds, strict=True)
    return Seen(without, during, min(held), max(grown), max(ready))


def _round(
    server: Running, plan: Plan, size: Size, browsers: Sequence[Browser], during: Asked
) -> tuple[int, float, float]:
    """How many were held at least, the megabytes that took, and how long it then took until all was well."""
    memory = server.memory()
    with Crowd(plan) as crowd:
        crowd.wait()
        held = crowd.held.value
        during.more(people.ask(browsers, size.pages))
        held, grown = min(held, crowd.held.value), server.memory() - memory
    return held, grown, people.until_well(browsers[0], QUICK_S, 4 * MOST_RECOVERY_S)


def _long(place: Place) -> str:
    """Something that takes a while to read: the biggest style sheet, as it is named by its content."""
    return place.path("static", filename="nhsuk-10.6.1/nhsuk-frontend.min.css")
