"""Engines: what SQLite must be told on each connection, and the count of every statement."""

import sqlite3
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DataError, OperationalError

from lms.core import trace
from lms.core.errors import NotReady

WAIT_S = 5  # for a lock, a connection, or an answer from the network: people are waiting
LONGEST_S = 60  # for any one statement of a page
BUSY_MS = WAIT_S * 1000


def make_engine(url: str, *, counted: bool = True) -> Engine:
    """An engine for SQLite or PostgreSQL with safe pragmas and honest transactions; `counted`: each statement is timed.

    Raises NotReady when the address is of neither, or its driver is not installed.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        if address.database and address.database != ":memory:":
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        # Parameters are what people wrote: an error that is logged does not repeat them.
        engine = sa.create_engine(address, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = _server(address)
    if counted:
        event.listen(engine, "before_cursor_execute", _before)
        event.listen(engine, "after_cursor_execute", _after)
    return engine


def _address(url: str) -> URL:
    # The address may hold a password: it is not repeated.
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        address = None
    if address is None or address.get_backend_name() not in {"sqlite", "postgresql"}:
        raise NotReady(
            "PEER_LMS_DATABASE_URL is not the address of a SQLite or PostgreSQL database.",
            "Set PEER_LMS_DATABASE_URL=postgresql://user:password@server/database, or unset it.",
        )
    return address


def _server(address: URL) -> Engine:
    try:
        engine = sa.create_engine(
            address, hide_parameters=True, pool_pre_ping=True, pool_timeout=WAIT_S, connect_args=_manners(address)
        )
    except ImportError:
        raise NotReady("The driver for PostgreSQL is not installed.", "Run: pip install 'peer-lms[postgres]'") from None
    event.listen(engine, "handle_error", _without_values)
    return engine


def _manners(address: URL) -> dict[str, Any]:
    """How long we wait for the server, in each way that it can keep us waiting. What the address says goes first."""
    waits: dict[str, Any] = {
        "connect_timeout": WAIT_S,
        "tcp_user_timeout": WAIT_S * 1000,
        "keepalives_idle": 30,
        "options": f"-c lock_timeout={WAIT_S}s -c statement_timeout={LONGEST_S}s",
    }
    return {name: value for name, value in waits.items() if name not in address.query}


def _without_values(context: ExceptionContext) -> None:
    # PostgreSQL repeats what people wrote: in the detail of a broken constraint, and in the words of a data error.
    problem, told = context.sqlalchemy_exception, context.original_exception
    if problem is None:
        return
    secret = isinstance(problem, DataError)
    told.args = ("the database refused a value" if secret else str(told).partition("\n")[0],)
    problem.args = (f"({type(told).__module__}.{type(told).__name__}) {told.args[0]}", *problem.args[1:])


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={BUSY_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred BEGIN that reads and then writes fails at once when another writer came between.
    begin = "BEGIN IMMEDIATE" if connection.get_execution_options().get("lms_writes") else "BEGIN"
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute(begin)  # straight to the driver: SQLAlchemy's way takes as long as a small query
    except sqlite3.Error as problem:
        raise OperationalError(begin, None, problem) from problem


def _before(_c: Any, _cursor: Any, statement: str, _p: Any, context: Any, _many: bool) -> None:
    context.lms_started = perf_counter()


def _after(_c: Any, _cursor: Any, statement: str, _p: Any, context: Any, _many: bool) -> None:
    if statement.startswith(("BEGIN", "COMMIT")):
        return
    current = trace.current()
    current.queries += 1
    current.db_seconds += perf_counter() - context.lms_started


def forget_past(engine: Engine) -> None:
    """Take what was erased out of the room that SQLite no longer uses, and out of its log. PostgreSQL vacuums itself.

    Whoever writes meanwhile waits: about three seconds for each 100 MB. Raises OSError while somebody else is at it.
    """
    if engine.dialect.name != "sqlite":
        return
    with closing(engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        try:
            driver.execute("VACUUM")
            busy, *_pages = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as problem:
            raise OSError(f"SQLite could not be rewritten: {problem}") from problem
    if busy:
        raise OSError("SQLite's log could not be emptied: somebody is reading")
