"""`peer-lms person export` and `peer-lms person erase`, by the services of the pages."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.errors import Refused
from lms.core.sealing import note_looks, opened_here
from lms.core.text import day
from lms.core.web.runtime import runtime
from lms.people.commands import person as person_commands
from lms.people.identity import actor_for
from lms.people.models import Person
from lms.people.queries import person_by_email
from lms.privacy import queries, services, taking

__all__ = ["join"]

as_whom = click.option("--as", "by_email", required=True, help="Who asks: the person, or an administrator of theirs.")


def join() -> None:
    """Add them to `peer-lms person`."""
    for command in (export, erase):
        person_commands.add_command(command)


@contextmanager
def _refusing() -> Iterator[None]:
    """A refusal, or a file that cannot be written, becomes words and exit 1."""
    try:
        yield
    except Refused as no:
        click.echo(str(no.message), err=True)
        sys.exit(1)
    except OSError as problem:
        click.echo(f"{problem.filename}: {problem.strerror}. Choose another file with --to.", err=True)
        sys.exit(1)


@contextmanager
def _asked(app: Flask, email: str, by_email: str) -> Iterator[tuple[Session, Person, Actor]]:
    with _refusing(), app.test_request_context(), runtime().database.unit_of_work() as session:
        person, asker = person_by_email(session, email), person_by_email(session, by_email)
        if person is None or asker is None:
            raise Refused(f"There is no person {by_email if person else email}. Check the spelling.")
        by = actor_for(session, asker.id, runtime().permissions)
        if not queries.may_act_for(session, by, person.id):
            raise Refused(f"{by_email} may not ask for this. Name the person, or an administrator of all their roles.")
        yield session, person, by


@click.command("export")
@click.argument("email")
@as_whom
@click.option("--to", "place", default=taking.NAME, type=click.Path(dir_okay=False, path_type=Path), help="The file.")
@click.pass_obj
def export(app: Flask, email: str, by_email: str, place: Path) -> None:
    """Write everything about EMAIL into a zip, for that person only to read."""
    with _asked(app, email, by_email) as (session, person, by):
        parts = taking.take(session, person_id=person.id, runtime=runtime(), by=by)
        note_looks(session, viewer_id=by.id, endpoint="lms.privacy.copy", opened=opened_here(session, by.id))
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.writelines(parts)
    click.echo(f"{place} holds everything about {email}. It is not sealed: hand it over, then delete it.", err=True)


@click.command("erase")
@click.argument("email")
@as_whom
@click.option("--reason", default="", help="Why now; kept with the erasure. For somebody else.")
@click.option("--keep-certificates", is_flag=True, help="Leave certificates as they are printed.")
@click.pass_obj
def erase(app: Flask, email: str, by_email: str, reason: str, keep_certificates: bool) -> None:
    """Erase EMAIL: at once by an administrator, after the days of thinking it over by the person."""
    with _asked(app, email, by_email) as (session, person, by):
        said = _erase(session, person, by, reason, keep_certificates)
    click.echo(said, err=True)


def _erase(session: Session, person: Person, by: Actor, reason: str, keep: bool) -> str:
    ours, email = runtime(), person.email
    if by.id == person.id:
        asked = services.ask(session, person_id=person.id, keep_certificates=keep, runtime=ours, by=by)
        why = queries.told(queries.standing_in_the_way(session, person.id, ours.hooks))
        wait = f" Something stands in the way for now: {why}" if why else ""
        return f"{email} is erased on {day(asked.due_at)}, unless it is stopped.{wait}"
    if not reason:
        raise Refused('Say why: --reason "asked in a letter of 3 March".')
    services.erase_at_once(session, person_id=person.id, reason=reason, keep_certificates=keep, runtime=ours, by=by)
    return f"{email} is erased. The worker (peer-lms work) removes what is left outside the database."
