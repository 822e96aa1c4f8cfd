"""`peer-lms keys rotate`: other keys for what is sealed, while people work."""

import os
from pathlib import Path
from uuid import uuid4

import click
from flask import Flask

from lms.audit.services import record
from lms.core.access import SYSTEM
from lms.core.masters import Masters, new_line
from lms.core.sealing import rewrap, rotate_key
from lms.core.web.runtime import KEY, Runtime
from lms.people import queries

__all__ = ["rotate"]


@click.command("rotate")
@click.option("--person", "email", default="", help="Only this person's own key: all they wrote is sealed anew.")
@click.pass_obj
def rotate(app: Flask, email: str) -> None:
    """Make a new master key, and wrap every person's key with it; or give one person a new key."""
    runtime: Runtime = app.extensions[KEY]
    masters = runtime.database.masters
    if email:
        _one_person(runtime, email)
    elif masters is not None:
        _master(runtime, masters)


def _one_person(runtime: Runtime, email: str) -> None:
    with runtime.database.unit_of_work() as session:
        person = queries.person_by_email(session, email)
        if person is None:
            raise click.BadParameter(f"Nobody has the address {email}.")
        moved = rotate_key(session, person.id)
        record(session, by=SYSTEM, action="person.key-changed", subject=person, about=person.id)
    click.echo(f"{moved} values are sealed with a new key. The one before is destroyed.", err=True)


def _master(runtime: Runtime, masters: Masters) -> None:
    if masters.file is not None:
        _put_first(masters.file, new_line())
    wrapped = 0
    while True:
        with runtime.database.unit_of_work() as session:
            some = rewrap(session, masters)
        if not some:
            break
        wrapped += some
    where = masters.file or "PEER_LMS_MASTER_KEY"
    click.echo(f"{wrapped} keys are wrapped with the master key {masters.first}.", err=True)
    others = ", ".join(name for name in masters.names if name != masters.first)
    if others:
        click.echo(f"Keep {where} safe. When no backup needs them any more, take out: {others}.", err=True)


def _put_first(file: Path, line: str) -> None:
    # Whole or not at all: web and worker read it at any moment, and see by its time that it is another.
    unfinished = file.with_name(f"{file.name}.{uuid4().hex}")
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
        new.write(line + file.read_text())
    unfinished.replace(file)
