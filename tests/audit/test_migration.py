"""Revision 0009 with events in the database: up, down, and up again."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from audit.trail import EVENTS, MORNING, examined, heads_file, rows, seal, undone, write
from engines import Blank, Engine

from lms.cli.migrate import downgrade, upgrade
from lms.testing import House

CHANGE = sa.text("UPDATE lms_audit_event SET request_id = 'changed'")


def held(house: House) -> list[dict[str, object]]:
    """Every event."""
    with undone(house) as (connection, _session):
        return sorted(rows(connection, EVENTS), key=lambda row: str(row["id"]))


def test_events_from_before_are_guarded_and_sealed(engine: Engine, tmp_path: Path) -> None:
    house = House(tmp_path / "data", Blank(engine))
    database = house.runtime.database
    upgrade(database, "0008")
    write(house, 5)
    before = held(house)
    upgrade(database)
    with pytest.raises(sa.exc.DBAPIError, match="added, never changed"), house.unit() as session:
        session.execute(CHANGE)
    assert seal(house, at=MORNING) == 5
    assert examined(house).ok
    downgrade(database, "0008")
    assert held(house) == before
    with undone(house) as (connection, _session):
        assert connection.execute(CHANGE).rowcount == 5, "nothing guards them any more"
    upgrade(database)
    heads_file(house).unlink()  # it is of another chain
    assert seal(house, at=MORNING) == 5
    assert (examined(house).ok, held(house)) == (True, before)
    house.close()
