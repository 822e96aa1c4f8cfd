"""What the workers of a drill share: a database full of jobs, and a folder where effects outside it are seen."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from lms.app import create_app
from lms.cli.migrate import prepare
from lms.core.web.runtime import KEY, Runtime
from lms.jobs import services
from lms.testing.house import CACHE, MASTER, SECRET

KIND = "drill.effect"
AT_ONCE = 500
EFFECTS = sa.table("drill_effect", sa.column("key"))


@dataclass(frozen=True)
class Size:
    """How much there is to do, how long one takes, how often a worker is killed."""

    rows: int
    work_s: float
    kill_every_s: float
    lease_s: int
    slow_every: int
    most_kills: int = 1_000_000
    workers: int = 4


SIZES = {
    "quick": Size(rows=160, work_s=0.02, kill_every_s=1, lease_s=1, slow_every=40, most_kills=5),
    "full": Size(rows=10_000, work_s=0.01, kill_every_s=2, lease_s=2, slow_every=1000),
    "long": Size(rows=50_000, work_s=0.01, kill_every_s=2, lease_s=2, slow_every=1000),
}


@dataclass(frozen=True)
class Scene:
    """One engine's place: `settings` lead its workers there."""

    folder: Path
    size: Size
    settings: Mapping[str, str]
    app: Flask

    @property
    def runtime(self) -> Runtime:
        """The drill's own hold on the database."""
        found: Runtime = self.app.extensions[KEY]
        return found

    @property
    def lines(self) -> Path:
        """Where every worker says what it begins and ends, a line each."""
        return self.folder / "lines"

    @property
    def outside(self) -> Path:
        """Somebody else's service: it takes one delivery for each key, and knows a second one for the same."""
        return self.folder / "outside"


@contextmanager
def scene(folder: Path, size: Size, seed: int, **settings: str) -> Iterator[Scene]:
    """A database with every job waiting."""
    given = {
        "PEER_LMS_DATA_DIR": str(folder / "data"),
        "PEER_LMS_CACHE_DIR": str(CACHE),
        "PEER_LMS_SECRET_KEY": SECRET,
        "PEER_LMS_MASTER_KEY": MASTER,
        "PEER_LMS_BASE_URL": "http://localhost",
        "PEER_LMS_JOB_LEASE": str(size.lease_s),
        **settings,
    }
    for place in ("outside", "slow"):
        (folder / place).mkdir(parents=True)
    (folder / "lines").touch()
    made = Scene(folder, size, given, create_app(given))
    with made.app.app_context():
        prepare(made.runtime, made.runtime.schemas)
        _fill(made, seed)
    yield made
    made.runtime.database.engine.dispose()


def _fill(made: Scene, seed: int) -> None:
    # On SQLite nobody can take a job while its handler holds the one write lock: there is no lease to lose.
    leases_end = made.runtime.database.engine.dialect.name != "sqlite"
    with made.runtime.database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE drill_effect (key VARCHAR(40) NOT NULL)")  # no constraint: we count
    for start in range(0, made.size.rows, AT_ONCE):
        with made.runtime.database.unit_of_work() as session:
            for n in range(start, min(start + AT_ONCE, made.size.rows)):
                slow = leases_end and n % made.size.slow_every == seed % made.size.slow_every
                services.enqueue(session, KIND, key=key_of(n), payload={"key": key_of(n), "slow": slow})


def key_of(number: int) -> str:
    """The key of one job."""
    return f"drill-{number:06}"
