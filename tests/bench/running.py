"""The whole bench: furnish, serve, measure, report."""

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import crowds, paper, scenarios, visit
from bench.fixture import Place, furnish
from bench.measuring import HEADER, Scenario, expect, line, measure
from bench.serving import BARE, Server, gunicorn

from lms.testing.house import MASTER, SECRET
from lms.testing.reports import write_report

OURS = "lms.app:create_app()"


@dataclass(frozen=True)
class Size:
    """How long a run is."""

    rounds: int
    requests: int
    queues: tuple[int, ...]
    sheets: int
    many_sheets: int
    crowds: tuple[int, ...]


LONG = Size(5, 300, (50, 1_000, 100_000), 20, 500, (1_000, 100_000))
SHORT = Size(3, 40, (50, 200), 4, 40, ())


def bench(*, port: int, seed: int, quick: bool) -> bool:
    """Measure, write build/reports/bench.tsv, and say whether every target was met."""
    size = SHORT if quick else LONG
    with tempfile.TemporaryDirectory(prefix="peer-lms-bench-") as folder:
        place = furnish(Path(folder) / "data", size.queues, seed=seed)
        asked = requests(place, size, port=port, bare_port=port + 1, seed=seed)
        crowd = crowded(size, port=port, seed=seed) if size.crowds else []
        return write_report("bench", HEADER, [*asked, *crowd, *visits(place, port), *sheets(size)])


def crowded(size: Size, *, port: int, seed: int) -> list[tuple[object, ...]]:
    """Lines for pages among many people beside few."""
    few, many = (crowds.enter(folder) for folder in crowds.folders(size.crowds, seed))
    with served(few, port) as first, served(many, port + 1) as second:
        pair = ((first, few), (second, many))
        return crowds.lines(pair, rounds=size.rounds, requests=size.requests // 5, seed=seed)


def visits(place: Place, port: int, app: str = OURS) -> list[tuple[object, ...]]:
    """Lines for a first visit."""
    with served(place, port, app):
        return visit.lines(f"http://127.0.0.1:{port}")


def sheets(size: Size) -> list[tuple[object, ...]]:
    """Lines for certificates."""
    return paper.lines(size.sheets, size.rounds, size.many_sheets)


def requests(
    place: Place, size: Size, *, port: int, bare_port: int, seed: int, app: str = OURS
) -> list[tuple[object, ...]]:
    """A line for the bare app and each scenario."""
    with served(place, port, app, PEER_LMS_SERVER_TIMING="1") as counting:
        statements = expect(counting, scenarios.ours(counting.asker, place, size.queues))
    with served(place, port, app) as server, bare(place.folder, bare_port) as least:
        measure_of = scenarios.bare(least.asker)
        asked: Sequence[Scenario] = scenarios.ours(server.asker, place, size.queues)
        pairs = [(least, measure_of), *((server, one) for one in asked)]
        got = measure(pairs, rounds=size.rounds, requests=size.requests, seed=seed)
    return [line(one, statements.get(one.name, 1), got[one.name], got[measure_of.name]) for one in (measure_of, *asked)]


@contextmanager
def served(place: Place, port: int, app: str = OURS, **more: str) -> Iterator[Server]:
    """Our app over the place, with production settings."""
    settings = {
        "PEER_LMS_DATA_DIR": str(place.folder),
        "PEER_LMS_SECRET_KEY": SECRET,
        "PEER_LMS_MASTER_KEY": MASTER,
        "PEER_LMS_BASE_URL": f"http://127.0.0.1:{port}",
        "PEER_LMS_TRUSTED_HOSTS": "127.0.0.1",
        "PEER_LMS_SECOND_FACTOR": "offered",  # the assessor comes with a session that the fixture made
        **more,
    }
    with gunicorn(app, port, settings, config="python:lms.server") as server:
        yield server


@contextmanager
def bare(folder: Path, port: int) -> Iterator[Server]:
    """The bare app with one person in its database."""
    file = folder / "bare.sqlite"
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as database, database:
        database.executescript(
            "CREATE TABLE person (id INTEGER PRIMARY KEY, name); INSERT INTO person VALUES (1, 'Bare')"
        )
    with gunicorn("bare:app", port, {"BARE_DATABASE": f"sqlite:///{file}"}, folder=BARE) as server:
        yield server
