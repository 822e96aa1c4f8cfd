"""How a run of the command ends: 0 done, 1 no, 2 bad input, 3 not ready."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from lms.core.errors import NotReady

__all__ = ["NOT_READY", "ending_well"]

NOT_READY = 3


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


def _say(problem: NotReady, name: str) -> None:
    click.echo(f"{problem.says}\n{problem.mend.replace('peer-lms ', f'{name} ')}", err=True)
    sys.exit(NOT_READY)
