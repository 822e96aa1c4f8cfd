"""The drill of backups: under load and back again, two hundred kinds of damage, and upgrades that are cut short."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

from drills.backup import damage, returning, upgrades
from drills.place import tell
from drills.report import Line
from engines import Blank, Engine, Postgres, Sqlite
from postgres import postgres_server

from lms.backup import archive, make
from lms.cli.crowd import load_crowd
from lms.testing import House
from lms.testing.house import CACHE, MASTER, SECRET


@dataclass(frozen=True)
class Size:
    """How many people there are beside the demo, how often a backup is damaged, at how many points upgrades stop."""

    people: int
    damages: int
    points: int
    old: str  # the version that upgrades start from


SIZES = {
    "quick": Size(0, 200, 3, "0006"),
    "full": Size(1000, 200, 20, "0001"),
    "long": Size(100_000, 2000, 60, "0001"),
}


def drill(size: str, seed: int) -> Iterator[Line]:
    """Lines for both engines."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server())
        if server is None:
            raise SystemExit("PostgreSQL is not installed: sudo apt-get install postgresql")
        engines: list[Engine] = [Sqlite(), Postgres(server)]
        for engine, other in (engines, engines[::-1]):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            house = _furnished(folder / "house", engine, SIZES[size].people, seed)
            yield back_again(house, engine, folder / "same", seed)
            yield back_again(house, other, folder / "other", seed)
            if engine.name == "sqlite":
                yield from _damaged(house, folder, SIZES[size].damages, seed)
            put_back = upgrades.taken_down(house, engine, SIZES[size].old)
            yield cut_short(house, put_back, SIZES[size].points, seed)
            yield cut_short(house, put_back, 3, seed, planted=True).caught()
            house.close()


def _furnished(folder: Path, engine: Engine, people: int, seed: int) -> House:
    house = House(folder, Blank(engine), PEER_LMS_DEMO="1")
    story = tell(house)
    if people:
        with house.app.app_context():
            load_crowd(house.runtime, story, people=people, seed=seed)
    return house


def _line(house: House, fault: str, seed: int, **figures: float) -> Line:
    engine, nothing = house.runtime.database.engine.dialect.name, dict.fromkeys(COUNTED, 0)
    return Line(engine=engine, fault=fault, seed=seed, ready_s=0.0, **{**nothing, **figures})  # type: ignore[arg-type]


COUNTED = ("kills", "in_flight", "acknowledged", "committed_unacknowledged", "lost", "duplicated")


def back_again(house: House, onto: Engine, folder: Path, seed: int) -> Line:
    """Backed up under load, and put back onto an engine."""
    folder.mkdir()
    came = returning.go(house, onto, folder)
    print(f"{came.rows} rows, {came.files} files, {came.during} written meanwhile; wrong {came.wrong}", file=sys.stderr)
    figures = {"kills": 1, "in_flight": came.during, "acknowledged": came.rows, "lost": len(came.wrong)}
    line = _line(house, f"all is gone, back on {onto.name}", seed, **figures, duplicated=came.again)
    return replace(line, ready_s=round(came.seconds, 1)).judged()


def _damaged(house: House, folder: Path, times: int, seed: int) -> Iterator[Line]:
    place = folder / "sound.zip"
    make(house.runtime, place)
    yield harmed(house, place, times, seed)
    with mock.patch.object(archive, "_expect_part", damage.careless(archive._expect_part, "files/")):
        yield harmed(house, place, times, seed).caught()


def harmed(house: House, sound: Path, times: int, seed: int) -> Line:
    """A backup damaged in every way; the sound one passes, before and after."""
    control = damage.passes(sound)
    found = damage.harm(sound, times, seed)
    print(f"damaged: {dict(found.reached)}; unseen {found.unseen}", file=sys.stderr)
    reached = min(found.reached[kind] for kind in damage.kinds())
    figures = {"kills": found.reached.total(), "in_flight": reached, "lost": len(found.unseen)}
    return _line(house, "a damaged backup", seed, **figures, acknowledged=1).judged(
        sound=control and damage.passes(sound)
    )


def cut_short(house: House, put_back: Callable[[], None], points: int, seed: int, *, planted: bool = False) -> Line:
    """Upgrades from an old version, each killed at another point."""
    found = upgrades.interrupt(house, _environment(house), points, put_back, planted=planted)
    print(f"{found.kills} upgrades cut short; wrong {found.wrong}", file=sys.stderr)
    figures = {"kills": found.kills, "in_flight": points, "lost": len(found.wrong)}
    return _line(house, "an upgrade is killed", seed, **figures).judged(sound=found.kills == points)


def _environment(house: House) -> dict[str, str]:
    return {
        "PEER_LMS_DATA_DIR": str(house.folder),
        "PEER_LMS_DATABASE_URL": house.runtime.settings.database,
        "PEER_LMS_CACHE_DIR": str(CACHE),
        "PEER_LMS_SECRET_KEY": SECRET,
        "PEER_LMS_MASTER_KEY": MASTER,
    }
