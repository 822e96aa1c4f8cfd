"""A house with a sealed trail in it, and what somebody who owns the database can do to it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.audit import sealing
from lms.audit.models import AuditEvent, AuditSeal
from lms.audit.services import record
from lms.audit.verifying import Report, verify
from lms.core import clock
from lms.core.access import SYSTEM, Actor
from lms.testing import House
from lms.testing.house import SECRET

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
EVENTS = sa.Table("lms_audit_event", sa.MetaData(), *(sa.Column(c.name, c.type) for c in AuditEvent.__table__.c))
SEALS = sa.Table("lms_audit_seal", sa.MetaData(), *(sa.Column(c.name, c.type) for c in AuditSeal.__table__.c))


def write(house: House, number: int, *, at: datetime = MORNING, by: Actor = SYSTEM) -> None:
    """Some events, a minute from each other, about two records of one person."""
    with house.unit() as session:
        for n in range(number):
            with clock.frozen(at + timedelta(minutes=n)):
                subject = AuditSeal(id=UUID(int=n % 2 + 1))  # any record will do
                record(session, by=by, action=f"tests.did-{n}", subject=subject, about=UUID(int=9), n=n, of={"z": "ü"})
                session.flush()


def seal(house: House, *, at: datetime) -> int:
    """One round of the sealer."""
    with house.app.app_context(), clock.frozen(at):
        return sealing.run(house.runtime)


def seal_twice(house: House) -> None:
    """Twelve events, sealed in two rounds some hours apart, and a head for each."""
    write(house, 8)
    assert seal(house, at=MORNING + timedelta(hours=3)) == 8
    write(house, 4, at=MORNING + timedelta(hours=5))
    assert seal(house, at=MORNING + timedelta(hours=8)) == 4


def examined(house: House, session: Session | None = None) -> Report:
    """What the verifier says, of what is committed or of what a session sees."""
    if session is not None:
        return verify(session, folder=house.folder, secret=SECRET)
    with house.unit() as own:
        return verify(own, folder=house.folder, secret=SECRET)


def faults(report: Report) -> set[str]:
    """The kinds of what is wrong."""
    return {flaw.fault.value for flaw in report.flaws}


def heads_file(house: House) -> Path:
    """Where the heads are."""
    return house.folder / "audit" / "heads.jsonl"


def take_triggers_away(connection: Connection) -> None:
    """As somebody does who owns the database."""
    if connection.dialect.name == "postgresql":
        for name in ("lms_audit_refuse", "lms_audit_event_gone", "lms_audit_seal_gone"):
            connection.exec_driver_sql(f"DROP FUNCTION {name}() CASCADE")
        return
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    for name in names:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def unguarded(house: House) -> None:
    """A house whose database refuses nothing."""
    with house.runtime.database.engine.begin() as connection:
        take_triggers_away(connection)


@contextmanager
def undone(house: House) -> Iterator[tuple[Connection, Session]]:
    """A connection whose changes come undone, and a session that sees them meanwhile."""
    engine = house.runtime.database.engine.execution_options(lms_writes=True)
    with engine.connect() as connection, Session(connection) as session:
        yield connection, session
        connection.rollback()


def rows(connection: Connection, table: sa.Table) -> list[dict[str, object]]:
    """Every row of a table."""
    return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def put(connection: Connection, table: sa.Table, **values: object) -> None:
    """Add a row."""
    connection.execute(sa.insert(table), values)


def change(connection: Connection, table: sa.Table, row: Mapping[str, object], **values: object) -> None:
    """Change a row, found by its id."""
    connection.execute(sa.update(table).where(table.c.id == row["id"]), values)


def remove(connection: Connection, table: sa.Table, row: Mapping[str, object]) -> None:
    """Take a row out."""
    connection.execute(sa.delete(table).where(table.c.id == row["id"]))
