"""An upgrade killed at many points: each time the old version is there whole, and the next try gets through."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from drills.backup import stopping
from drills.processes import PROCESSES
from engines import Engine

from lms.cli.migrate import downgrade
from lms.core.db.schema import CORE, heads
from lms.testing import House

KILLED = -9
Contents = Mapping[str, list[str]]


@dataclass
class Found:
    """How many kills there were, and what was wrong after each."""

    kills: int = 0
    wrong: list[str] = field(default_factory=list)


def interrupt(
    house: House, environment: Mapping[str, str], points: int, put_back: Callable[[], None], *, planted: bool = False
) -> Found:
    """Kill the upgrade of a house that stands at an old version, at so many points; `put_back` makes it so again.

    `planted` is a fault: what a migration does is kept statement by statement.
    """
    engine, found = house.runtime.database.engine, Found()
    put_back()
    old, kept = _standing(engine), _contents(engine)
    house.rest()
    _ended, steps = _migrate(environment, 0, planted=planted)
    house.rest()
    new = _schema(engine)
    for number in range(points):
        put_back()
        stop = 1 + number * (steps - 1) // max(points - 1, 1)
        killed = _migrate(environment, stop, planted=planted)[0] == KILLED
        found.kills += killed
        after = (_standing(engine), _contents(engine))
        house.rest()
        again, _steps = _migrate(environment, 0, planted=planted)
        faults = {
            "was not killed": not killed,
            "is neither the old version nor the new": after not in ((old, kept), (sorted(heads(CORE)), after[1])),
            "lost something": after[0] == old and after[1] != kept,
            "does not get through the next time": again != 0,
            "has another schema than an upgrade in one go": _schema(engine) != new,
            "is not what the models say": _drifts(engine),
        }
        found.wrong += [f"stopped before {stop} of {steps}: it {words}" for words, so in faults.items() if so]
        house.rest()
    return found


def taken_down(house: House, engine: Engine, revision: str) -> Callable[[], None]:
    """Take a house down to an older version; what comes back makes it so again."""
    downgrade(house.runtime.database, revision)
    return engine.snapshot(house)


def _migrate(environment: Mapping[str, str], stop: int, *, planted: bool) -> tuple[int | None, int]:
    """Upgrade; how its process ended, and how many statements it took when it got through."""
    ours, its = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=stopping.main, args=(environment, stop, its), kwargs={"planted": planted})
    process.start()
    process.join()
    return process.exitcode, ours.recv() if process.exitcode == 0 else 0


def _standing(engine: sa.Engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(CORE.current(connection))


def _contents(engine: sa.Engine) -> Contents:
    """Every row of every table, as sorted text."""
    with engine.connect() as connection:
        return {
            name: sorted(repr(tuple(row)) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"'))
            for name in sa.inspect(connection).get_table_names()
        }


# Everything that makes a schema: tables, columns, constraints, indexes, triggers and what they call.
SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_master"
POSTGRESQL = """
SELECT 'column', table_name, column_name, concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', '', proname, pg_get_functiondef(oid)
FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


def _schema(engine: sa.Engine) -> list[str]:
    """The schema as the database tells it; a rebuilt table names its constraints in an order that means nothing."""
    with engine.connect() as connection:
        asked = SQLITE if engine.dialect.name == "sqlite" else POSTGRESQL
        rows = [tuple(row) for row in connection.execute(sa.text(asked))]
    return sorted(repr((*row[:-1], sorted(line.strip(" ,\t") for line in str(row[-1]).splitlines()))) for row in rows)


def _drifts(engine: sa.Engine) -> bool:
    with engine.connect() as connection:
        return CORE.drift(connection) != []
