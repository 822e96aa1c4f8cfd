"""Changing tables, and moving rows by the thousand: all of it is kept, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection, Engine

__all__ = ["in_one_go", "wait_briefly"]

LONGEST_WAIT = "2s"


@contextmanager
def in_one_go(engine: Engine) -> Iterator[Connection]:
    """A transaction in which tables may be made, rebuilt and dropped. At its end no row points to nowhere.

    SQLite rebuilds and drops tables row by row: its foreign keys rest meanwhile, and are looked at before the end.
    """
    with engine.connect().execution_options(lms_writes=True) as connection, _at_rest(connection), connection.begin():
        if connection.dialect.name == "postgresql":  # this may take its time, as no page may
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
        yield connection
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
            if broken:
                raise RuntimeError(f"rows were left that point nowhere: {broken}")


def wait_briefly(connection: Connection) -> None:
    """Give up rather than wait long for a table in use: behind whoever waits to change it, everybody else waits too."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'")


@contextmanager
def _at_rest(connection: Connection) -> Iterator[None]:
    raw = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")
