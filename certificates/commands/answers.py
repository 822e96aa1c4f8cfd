"""How a command answers: facts on stdout, words on stderr, and an exit code that can be relied on."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
from flask import Flask
from sqlalchemy.orm import Session

from lms.core.access import Actor, Mode
from lms.core.errors import NotReady, Refused, Stale
from lms.core.web.runtime import runtime
from lms.people.identity import actor_for
from lms.people.models import Person
from lms.people.queries import person_by_email

NO, BAD_INPUT, NOT_READY = 1, 2, 3


@contextmanager
def unit(app: Flask, mode: Mode = Mode.WRITE) -> Iterator[Session]:
    """One unit of work. A refusal becomes words and exit 1, bad input 2, not ready 3; nothing is kept then."""
    try:
        with app.test_request_context(), runtime().database.unit_of_work(mode) as session:
            yield session
    except (Refused, Stale) as no:
        _leave(str(no) or "Somebody else has just changed this. Try again.", NO)
    except NotReady as problem:
        _leave(f"{problem.says}\n{problem.mend}", NOT_READY)


def _leave(words: str, code: int) -> None:
    click.echo(words, err=True)
    sys.exit(code)


def person(session: Session, email: str) -> Person:
    """Who has this address. Raises click.BadParameter (exit 2) when nobody has."""
    found = person_by_email(session, email)
    if found is None:
        raise click.BadParameter(f"There is nobody with the address {email}.")
    return found


def deciding(session: Session, email: str) -> Actor:
    """The actor that `--as EMAIL` names, with the very permissions they have on the pages."""
    return actor_for(session, person(session, email).id, runtime().permissions)


def say(words: str, facts: Mapping[str, Any], as_json: bool) -> None:
    """Words for people, or one line of JSON for programs."""
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else words)
