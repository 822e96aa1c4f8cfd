"""Procrastinate's own tables, in a PostgreSQL schema of their own, so that a host's Procrastinate is never met."""

from importlib import import_module
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from lms.core.errors import NotReady

__all__ = ["SCHEMA", "bring_up", "expect", "library", "ready", "take_down"]

SCHEMA = "lms_procrastinate"
VERSION = sa.text("SELECT obj_description(to_regnamespace(:name), 'pg_namespace')")

FUNCTIONS = sa.text("SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = to_regnamespace(:name)")


def library() -> Any:
    """Procrastinate, which only some installations have. Raises NotReady when it is not there."""
    try:
        return import_module("procrastinate")
    except ImportError:
        raise NotReady("Procrastinate is not installed.", "Run: pip install 'peer-lms[jobs]'") from None


def ready(connection: Connection) -> bool:
    """Whether the tables are there, made by the version of Procrastinate that is installed."""
    found: str | None = connection.scalar(VERSION, {"name": SCHEMA})
    return found == str(library().__version__)


def expect(connection: Connection) -> None:
    """Raise NotReady when Procrastinate, or its tables of the version installed, are not there."""
    if not ready(connection):
        raise NotReady("Procrastinate's tables are not there, or of another version.", "Run: peer-lms migrate")


def bring_up(engine: Engine) -> None:
    """Make the tables, or make them anew for another version.

    What waited in the old ones is no loss: the sweeper offers every waiting row of the outbox again.
    """
    with engine.begin() as connection:
        if not ready(connection):
            _drop(connection)
            _make(connection)


def take_down(engine: Engine) -> None:
    """Remove the tables, where there are any."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            _drop(connection)


def _drop(connection: Connection) -> None:
    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def _make(connection: Connection) -> None:
    connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
    connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
    # Many statements in one text: the driver takes them only without parameters, which SQLAlchemy always sends.
    connection.connection.cursor().execute(library().schema.SchemaManager.get_schema())
    for function in connection.scalars(FUNCTIONS, {"name": SCHEMA}).all():
        # Called from a connection of ours, it must find its own tables.
        connection.exec_driver_sql(f"ALTER FUNCTION {function} SET search_path TO {SCHEMA}")
    connection.exec_driver_sql(f"COMMENT ON SCHEMA {SCHEMA} IS '{library().__version__}'")
