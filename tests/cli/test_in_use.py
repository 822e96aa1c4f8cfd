"""Tables that somebody uses are not waited for: behind a migration that waits, everybody else would."""

import threading
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command

from lms.cli.migrate import downgrade, upgrade
from lms.core.db import whole
from lms.core.db.schema import CORE
from lms.core.errors import NotReady
from lms.testing import House

pytestmark = pytest.mark.on("postgresql")
HELD_S = 4.0
BEFORE, TABLE = "0017", "lms_look"  # the revision after it changes this table


@pytest.fixture
def report(house: House) -> Iterator[sa.Connection]:
    """Somebody's long report, which reads the table."""
    downgrade(house.runtime.database, BEFORE)
    with house.runtime.database.engine.connect() as connection:
        connection.exec_driver_sql(f"LOCK TABLE {TABLE} IN ACCESS SHARE MODE")
        yield connection


def revision(house: House) -> str:
    with house.runtime.database.engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT version_num FROM lms_alembic_version").scalar())


def test_it_gives_up_soon_changes_nothing_and_says_so(house: House, report: sa.Connection) -> None:
    began = time.monotonic()
    with pytest.raises(NotReady, match="Somebody is using tables") as said:
        upgrade(house.runtime.database)
    assert time.monotonic() - began < HELD_S
    assert "peer-lms migrate" in said.value.mend
    assert revision(house) == BEFORE
    report.rollback()
    upgrade(house.runtime.database)
    assert revision(house) > BEFORE


def test_a_restore_may_wait(house: House) -> None:
    """It brings tables up inside its own transaction, which has the database to itself."""
    with whole.in_one_go(house.runtime.database.engine) as connection:
        command.upgrade(CORE.config(connection=connection), "head")
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "0"


def test_one_that_waits_would_be_noticed(house: House, report: sa.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "LONGEST_WAIT", "0")
    over = threading.Timer(HELD_S, report.rollback)
    over.start()
    began = time.monotonic()
    upgrade(house.runtime.database)
    over.join()
    assert time.monotonic() - began >= HELD_S
