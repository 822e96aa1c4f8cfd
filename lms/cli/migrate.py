"""Bringing the database to the version of this code and of its plugins, and back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from flask import Flask
from sqlalchemy.exc import OperationalError

from lms.core.db import Database
from lms.core.db.schema import CORE, Schema, strangers
from lms.core.errors import NotReady
from lms.core.web.runtime import KEY, Runtime
from lms.jobs.spread.tables import bring_up, take_down

__all__ = ["downgrade", "migrate", "prepare", "upgrade"]

IN_USE = "55P03"  # PostgreSQL: lock_not_available


def upgrade(database: Database, to: str = "head", *, schemas: Sequence[Schema] = (CORE,)) -> None:
    """Bring the schemas up, in order. Raises NotReady when the database cannot be reached or written, or is in use."""
    with _reached():
        for schema in schemas:
            command.upgrade(_config(schema, database), to)


def prepare(runtime: Runtime, schemas: Sequence[Schema]) -> None:
    """Bring the schemas up, and what the settings want beside them."""
    upgrade(runtime.database, schemas=schemas)
    if runtime.settings.jobs == "procrastinate":
        bring_up(runtime.database.engine)


def downgrade(database: Database, to: str, *, schemas: Sequence[Schema] = (CORE,)) -> None:
    """Take the last of the schemas down to a revision. "base" takes all of them to nothing, last first.

    Raises NotReady as `upgrade` does.
    """
    with _reached():
        for schema in reversed(schemas) if to == "base" else schemas[-1:]:
            command.downgrade(_config(schema, database), to)


def _config(schema: Schema, database: Database) -> Config:
    return schema.config(database.engine, database.masters, secret=database.secret, files=database.files)


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except OperationalError as problem:
        if getattr(problem.orig, "sqlstate", "") == IN_USE:
            raise NotReady(
                "Somebody is using tables that have to be changed. What was begun is undone; nobody had to wait long.",
                "Try again, best when few people work: peer-lms migrate",
            ) from None
        raise NotReady(
            f"The database cannot be reached or written: {str(problem.orig).strip().splitlines()[0]}.",
            "Check PEER_LMS_DATABASE_URL, that its server runs and its folder can be written. Then: peer-lms migrate",
        ) from None


def _down(runtime: Runtime, to: str, schemas: Sequence[Schema]) -> None:
    with runtime.database.engine.connect() as connection:
        strange = strangers(connection, runtime.schemas) if to == "base" and CORE in schemas else []
    if strange:
        raise click.UsageError(
            f"{', '.join(strange)} belong to a plugin that is not installed, or is switched off. "
            "Install it, take it down with --plugin NAME --down base, and try again."
        )
    try:
        downgrade(runtime.database, to, schemas=schemas)
    except CommandError as problem:
        raise click.BadParameter(f"{problem}. Take one that is listed in {schemas[-1].revisions}.") from None
    if to == "base" and CORE in schemas:
        take_down(runtime.database.engine)


def _chosen(runtime: Runtime, plugin: str, to: str) -> Sequence[Schema]:
    """One plugin's schema; else all of them, or core alone when it goes down to a revision of its own."""
    if not plugin:
        return runtime.schemas if to in {"", "base"} else (CORE,)
    found = [schema for schema in runtime.schemas if schema.name == plugin and schema is not CORE]
    if not found:
        raise click.BadParameter(f"There is no plugin {plugin} with tables of its own, or it is switched off.")
    return found


@click.command()
@click.option("--down", "down_to", default="", help='Go down to this revision instead; "base" removes every table.')
@click.option("--plugin", default="", help="Only the tables of this plugin.")
@click.pass_obj
def migrate(app: Flask, down_to: str, plugin: str) -> None:
    """Bring the database to the version of this code, then of each plugin."""
    runtime = app.extensions[KEY]
    schemas = _chosen(runtime, plugin, down_to)
    if down_to:
        _down(runtime, down_to, schemas)
    else:
        prepare(runtime, schemas)
    click.echo("The database is in order.", err=True)
