"""`peer-lms doctor`: is this installation safe to open to people?"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import import_module

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from lms.core.access import Mode
from lms.core.db import Database
from lms.core.db.schema import CORE, Schema, behind
from lms.core.settings import Settings
from lms.core.web.runtime import KEY

__all__ = ["Finding", "doctor", "examine"]

SECRET = 32


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be, and the mend."""

    code: str
    says: str
    mend: str


def examine(settings: Settings, database: Database, schemas: tuple[Schema, ...] = (CORE,)) -> Iterator[Finding]:
    """Everything wrong with settings, folder, database and libraries, first things first."""
    yield from _settings(settings)
    yield from _database(database, schemas)
    yield from _libraries()


def _settings(settings: Settings) -> Iterator[Finding]:
    if len(settings.secret_key) < SECRET:
        yield Finding(
            "secret-key",
            "PEER_LMS_SECRET_KEY is shorter than 32 characters.",
            "Set it to the output of: openssl rand -hex 32",
        )
    if not settings.base_url:
        yield Finding(
            "base-url",
            "PEER_LMS_BASE_URL is not set, so links in mail and on certificates lead nowhere.",
            "Set PEER_LMS_BASE_URL=https://your.address",
        )
    elif not settings.base_url.startswith("https:") and not settings.demo:
        yield Finding("base-url-http", "PEER_LMS_BASE_URL is not https.", "Set PEER_LMS_BASE_URL=https://your.address")
    if not settings.trusted_hosts and not settings.demo:
        yield Finding("trusted-hosts", "PEER_LMS_TRUSTED_HOSTS is not set.", "Set PEER_LMS_TRUSTED_HOSTS=your.address")
    if settings.demo:
        yield Finding(
            "demo",
            "Demo mode is on: anybody can sign in as anybody of the demo.",
            "Unset PEER_LMS_DEMO, and start on an empty database.",
        )


def _database(database: Database, schemas: tuple[Schema, ...]) -> Iterator[Finding]:
    try:
        with database.unit_of_work(Mode.READ) as session:
            late = behind(session.connection(), schemas)
    except SQLAlchemyError as problem:
        yield Finding(
            "database",
            f"The database cannot be reached: {type(problem).__name__}.",
            "Check PEER_LMS_DATABASE_URL and that the server runs.",
        )
        return
    if late:
        yield Finding(
            "migrations",
            f"The database is not at the version of this code: {', '.join(late)}.",
            "Run: peer-lms migrate",
        )


def _libraries() -> Iterator[Finding]:
    try:
        import_module("weasyprint")  # loads the native libraries that may be missing
    except OSError as problem:
        yield Finding(
            "native-libraries",
            f"WeasyPrint's libraries cannot be loaded, so no certificate can be made: {problem}.",
            "Run: sudo apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on standard output.")
@click.pass_obj
def doctor(app: Flask, as_json: bool) -> None:
    """Say what is not safe or not ready yet, each with its mend. Exit 1 when there is anything."""
    runtime = app.extensions[KEY]
    found = list(examine(runtime.settings, runtime.database, runtime.schemas))
    for finding in found:
        click.echo(json.dumps(asdict(finding)) if as_json else f"{finding.says}\n  {finding.mend}")
    click.echo("Nothing found." if not found else f"{len(found)} found.", err=True)
    sys.exit(1 if found else 0)
