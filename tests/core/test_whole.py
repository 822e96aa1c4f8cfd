"""Tables changed in one go: all of it is kept, or nothing; and what is taken away leaves what is not ours."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.core.db import make_engine
from lms.core.db.schema import CORE, take_away
from lms.core.db.whole import in_one_go
from lms.testing import House

STUBBORN = {
    "sqlite": [
        "CREATE TRIGGER lms_stubborn BEFORE DELETE ON lms_node BEGIN SELECT RAISE(ABORT, 'stays'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION lms_stubborn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'stays'; END $$",
        "CREATE TRIGGER lms_stubborn BEFORE DELETE ON lms_node FOR EACH ROW EXECUTE FUNCTION lms_stubborn()",
        "CREATE FUNCTION theirs() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
}


def test_rows_that_point_nowhere_are_not_kept(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'whole.sqlite'}")
    with in_one_go(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE above (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE below (above INTEGER REFERENCES above (id))")
        connection.exec_driver_sql("INSERT INTO below VALUES (1)")  # before what it points at
        connection.exec_driver_sql("INSERT INTO above VALUES (1)")
    with pytest.raises(RuntimeError, match="point nowhere"), in_one_go(engine) as connection:
        connection.exec_driver_sql("DELETE FROM above")
        connection.exec_driver_sql("CREATE TABLE more (id INTEGER)")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT id FROM above").scalar() == 1
        assert sa.inspect(connection).get_table_names() == ["above", "below"]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1, "at work again"
    engine.dispose()


def test_what_is_taken_away_is_ours_alone(house: House) -> None:
    """Triggers that let nobody delete do not keep a table, and go with it; other people's things stay."""
    engine = house.runtime.database.engine
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (id INTEGER)")
        for statement in STUBBORN[engine.dialect.name]:
            connection.exec_driver_sql(statement)
    with in_one_go(engine) as connection:
        take_away(connection, (CORE,))
    with engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == ["theirs"]
        if engine.dialect.name == "postgresql":
            query = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            assert connection.exec_driver_sql(query).scalars().all() == ["theirs"]
