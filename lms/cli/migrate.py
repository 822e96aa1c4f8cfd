"""Bringing the database to the version of this code, and back."""

import click
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from flask import Flask
from sqlalchemy.exc import OperationalError

from lms.core.db import Database
from lms.core.errors import NotReady
from lms.core.web.runtime import KEY
from lms.core.web.service import STATIC, VERSION_TABLE

__all__ = ["downgrade", "migrate", "upgrade"]


def _config(database: Database) -> Config:
    made = Config()
    made.set_main_option("script_location", str(STATIC.parent / "migrations"))
    made.attributes.update(engine=database.engine, version_table=VERSION_TABLE)
    return made


def upgrade(database: Database, to: str = "head") -> None:
    """Bring the database up. Raises NotReady when it cannot be reached or written."""
    try:
        command.upgrade(_config(database), to)
    except OperationalError as problem:
        raise NotReady(
            f"The database cannot be reached or written: {str(problem.orig).strip().splitlines()[0]}.",
            "Check PEER_LMS_DATABASE_URL, that its server runs and its folder can be written. Then: peer-lms migrate",
        ) from None


def downgrade(database: Database, to: str) -> None:
    """Take the database down to a revision; "base" empties it."""
    command.downgrade(_config(database), to)


def _down(database: Database, to: str) -> None:
    try:
        downgrade(database, to)
    except CommandError as problem:
        raise click.BadParameter(f"{problem}. Take one that is listed in lms/migrations/versions.") from None


@click.command()
@click.option("--down", "down_to", default="", help='Go down to this revision instead; "base" removes every table.')
@click.pass_obj
def migrate(app: Flask, down_to: str) -> None:
    """Bring the database to the version of this code."""
    database = app.extensions[KEY].database
    if down_to:
        _down(database, down_to)
    else:
        upgrade(database)
    click.echo("The database is in order.", err=True)
