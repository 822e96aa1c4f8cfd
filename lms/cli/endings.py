"""How a run of the command ends: 0 done, 1 no, 2 bad input, 3 not ready."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from lms.core.errors import NotReady, Refused

__all__ = ["NO", "NOT_READY", "ending_well", "refusing"]

NO, NOT_READY = 1, 3


@contextmanager
def ending_well(name: str = "peer-lms") -> Iterator[None]:
    """Turn what is not ready into a sentence, its mend and exit 3. Mends name the command as it was typed here."""
    try:
        yield
    except NotReady as problem:
        _say(problem, name)
    except (OperationalError, ProgrammingError):
        _say(
            NotReady("The database cannot be reached, or is not at the version of this code.", "Run: peer-lms migrate"),
            name,
        )


@contextmanager
def refusing() -> Iterator[None]:
    """Turn a refusal, or a disk that does not take or give it, into words and exit 1."""
    try:
        yield
    except Refused as no:
        click.echo(str(no.message), err=True)
        sys.exit(NO)
    except OSError as problem:
        click.echo(f"It could not be written or read: {problem.strerror or problem}.", err=True)
        sys.exit(NO)


def _say(problem: NotReady, name: str) -> None:
    click.echo(f"{problem.says}\n{problem.mend.replace('peer-lms ', f'{name} ')}", err=True)
    sys.exit(NOT_READY)
