"""Ten thousand tamperings with a sealed trail, on each engine; and a verifier that must be seen to miss some."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from audit.tampering import KINDS, Tally, tamper
from audit.trail import examined, seal_twice, unguarded
from drills.report import Line
from engines import Blank, Postgres, Sqlite
from postgres import postgres_server

from lms.audit import chain
from lms.cli.migrate import upgrade
from lms.testing import House

TIMES = {"quick": 114, "full": 10_032, "long": 50_160}
Made = Callable[[], House]


def drill(size: str, seed: int) -> Iterator[Line]:
    """A line for each engine, and one for the planted fault."""
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        kinds = [Sqlite(), *([Postgres(server)] if server else [])]
        for kind in kinds:
            with _house(Path(folder) / kind.name, kind) as house:
                yield _line(kind.name, "tampering", seed, house, tamper(house, TIMES[size], seed))
        yield _unchained(Path(folder) / "planted", seed).caught()


@contextmanager
def _house(folder: Path, engine: Sqlite | Postgres) -> Iterator[House]:
    house = House(folder, Blank(engine))
    upgrade(house.runtime.database)
    seal_twice(house)
    unguarded(house)
    yield house
    house.close()


def _line(engine: str, fault: str, seed: int, house: House, tally: Tally) -> Line:
    """`lost` are tamperings that went unnoticed; the trail nobody touched must be found whole."""
    tried, ways = sum(tally.tried.values()), len(tally.ways)
    line = Line(engine, fault, seed, tried, ways, tried - len(tally.missed), 0, len(tally.missed), 0, 0.0)
    whole = ways == sum(map(len, KINDS.values())) and set(tally.tried) == set(KINDS)
    return line.judged(sound=whole and examined(house).ok)


def _unchained(folder: Path, seed: int) -> Line:
    """Seals that do not depend on the one before."""
    honest = chain.seal_of

    def alone(_previous: str, **facts: object) -> str:
        return honest(chain.ORIGIN.hash, **facts)  # type: ignore[arg-type]

    chained, sealed = (mock.patch(f"lms.audit.{module}.seal_of", alone) for module in ("chain", "sealing"))
    with chained, sealed, _house(folder, Sqlite()) as house:
        return _line("sqlite", "hash before skipped", seed, house, tamper(house, TIMES["quick"], seed))
