"""The drill of the outbox: each engine, each fault, a line each."""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from drills.outbox.counting import count, waiting
from drills.outbox.killing import Crew
from drills.outbox.scene import SIZES, Size, scene
from drills.report import Line
from postgres import Server, postgres_server

ENGINES = ("postgresql", "procrastinate", "sqlite")
PLANTED = ("no fence", "done before the effect", "nobody is killed")
KILLED = "kill -9 of a worker"


def drill(size: str, seed: int) -> Iterator[Line]:
    """A line for each engine, then one for each planted fault, in short."""
    with postgres_server() as server:
        if server is None:
            raise SystemExit("PostgreSQL is not installed: sudo apt-get install postgresql")
        for engine in ENGINES:
            yield run(engine, server, SIZES[size], seed)
        for fault in PLANTED:
            yield run("postgresql", server, SIZES["quick"], seed, fault).caught()


def run(engine: str, server: Server | None, size: Size, seed: int, fault: str = KILLED) -> Line:
    """One engine through one fault."""
    with tempfile.TemporaryDirectory(prefix="peer-lms-drill-") as folder:
        settings = {"PEER_LMS_JOBS": "procrastinate"} if engine == "procrastinate" else {}
        if server is not None and engine != "sqlite":
            settings["PEER_LMS_DATABASE_URL"] = server.new_database()
        with scene(Path(folder), size, seed, **settings) as made:
            crew, began = Crew(made, fault, seed), time.monotonic()
            sound = crew.work(lambda: waiting(made) == 0, limit_s=60 + size.rows / 8)
            took, found = time.monotonic() - began, count(made, crew.kills)
    print(
        f"{engine}, {fault}: {size.rows} jobs in {took:.0f} s; {len(crew.kills)} workers killed, "
        f"{found.in_flight} in the middle of a job; {found.stopped} jobs wait for a person; {found.fenced} came too late and were kept out; "
        f"outside, {found.recognised} second deliveries were recognised",
        file=sys.stderr,
    )
    reached = engine == "sqlite" or found.fenced > 0
    return Line(
        engine=engine,
        fault=fault,
        seed=seed,
        kills=len(crew.kills),
        in_flight=found.in_flight,
        acknowledged=found.acknowledged,
        committed_unacknowledged=found.committed_unacknowledged,
        lost=found.lost,
        duplicated=found.duplicated,
        ready_s=found.ready_s,
    ).judged(sound=sound and reached)
