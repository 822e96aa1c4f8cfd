"""Migrations: one head, numbered, up and down with data in them, no drift, on both engines."""

from collections.abc import Mapping
from json import dumps
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from architecture.reading import ROOT
from conftest import Told
from engines import Engine

from lms.cli.migrate import downgrade, upgrade
from lms.core.db import Database, make_engine
from lms.core.db.schema import CORE
from lms.core.sealing import Place, Ring
from lms.core.sealing.envelope import SCHEME, key_of

VERSIONS = ROOT / "lms/migrations/versions"


def test_revisions_are_numbered_in_a_row() -> None:
    numbers = sorted(int(path.stem[1:5]) for path in VERSIONS.glob("v*.py"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers


def _tables(database: Database) -> set[str]:
    return {name for name in sa.inspect(database.engine).get_table_names() if name.startswith("lms_")}


def test_up_down_and_up_again_with_the_demo_in_it(told: Told, tmp_path: Path) -> None:
    """A full database goes down to nothing and comes up empty; the schema is the models'."""
    house = told.house(tmp_path / "demo")
    database = house.runtime.database
    with house.unit() as session:
        assert (session.scalar(sa.text("select count(*) from lms_person")) or 0) >= 20
    downgrade(database, "base")
    assert _tables(database) <= {CORE.version_table}
    upgrade(database)
    with database.engine.connect() as connection:
        assert CORE.drift(connection) == []
    house.close()


def _contents(database: Database) -> dict[str, dict[str, list[str]]]:
    """Every column of every table, as sorted text: for each table, column name → its values, opened if sealed."""
    found = {}
    with database.engine.connect() as connection:
        ring = Ring(lambda: connection, database.masters)
        for name in _tables(database) - {CORE.version_table}:
            result = connection.exec_driver_sql(f'SELECT * FROM "{name}"')  # as it lies there, which is quicker to read
            columns, rows = list(result.keys()), [_opened(name, row, ring) for row in result.mappings()]
            found[name] = {column: sorted(repr(row[column]) for row in rows) for column in columns}
    return found


def _opened(table: str, row: Mapping[str, Any], ring: Ring) -> dict[str, Any]:
    """The row as it was before anything was sealed: sealed values opened, JSON as its text."""
    found = {}
    for column, value in row.items():
        place = Place(table, column, UUID(str(row["id"])))
        if isinstance(value, str) and value.startswith(f"{SCHEME}:"):
            ring.fetch({key_of(value, place)})
            found[column] = (ring.open(value, place) or b"").decode()
        else:
            found[column] = dumps(value) if isinstance(value, dict) else value
    return {**found, "words": found["words"] or "{}"} if "words" in found else found


def _lost(before: dict[str, dict[str, list[str]]], after: dict[str, dict[str, list[str]]]) -> list[str]:
    """Columns of before that are gone, or hold something else now."""
    pairs = [(table, column) for table, columns in before.items() for column in columns]
    return [f"{t}.{c}" for t, c in pairs if before[t][c] != after.get(t, {}).get(c)]


def test_an_older_database_comes_up_with_everything_in_it(engine: Engine, told: Told, tmp_path: Path) -> None:
    """Revision by revision down to the first, each time one up and down again, then all the way up.

    What the older one knew is all there in the next; so it is in the newest.
    """
    house = told.house(tmp_path / "demo")
    database, steps = house.runtime.database, len(list(VERSIONS.glob("v*.py")))
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE lms_evidence SET way = 'seen' WHERE way = 'recording'")  # a plugin's kind
    for older in range(steps - 1, 0, -1):
        downgrade(database, f"{older:04d}")
        known = _contents(database)
        assert len(known["lms_person"]["email"]) >= 20
        upgrade(database, f"{older + 1:04d}")
        assert _lost(known, _contents(database)) == []
        downgrade(database, f"{older:04d}")
    upgrade(database)
    assert _lost(known, _contents(database)) == []
    with database.engine.connect() as connection:
        assert CORE.drift(connection) == []
    assert set(known["lms_evidence"]["way"]) <= {"'text'", "'file'"}, "what the first version cannot read"
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE lms_person SET phone = 'planted'")
    assert _lost(known, _contents(database)) == ["lms_person.phone"]
    assert house.client(told.story.people["hr"]).get("/start").h1
    house.close()


def test_drift_is_noticed(tmp_path: Path) -> None:
    """A column that only the database has is seen."""
    database = Database(make_engine(f"sqlite:///{tmp_path / 'd.sqlite'}"), object())
    upgrade(database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE lms_person ADD COLUMN planted TEXT")
    with database.engine.connect() as connection:
        assert any(change[0] == "remove_column" for change in CORE.drift(connection))
    database.engine.dispose()
