"""The `peer-lms` command."""

import sys
from typing import NoReturn

import click
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from lms.app import create_app
from lms.cli.demo import demo
from lms.cli.doctor import doctor
from lms.cli.migrate import migrate
from lms.cli.serve import serve
from lms.cli.work import work
from lms.core import clock
from lms.core.errors import NotReady
from lms.core.web.runtime import KEY

__all__ = ["build", "main"]

NOT_READY = 3


def build(app: Flask) -> click.Group:
    """The command with every feature's verbs, over an app."""
    clock.use_zone(app.extensions[KEY].settings.timezone)
    group = click.Group(
        "peer-lms", help="Peer LMS: from first interest to secure in post.", context_settings={"obj": app}
    )
    for command in (serve, work, migrate, doctor, demo):
        group.add_command(command)
    for part in app.extensions[KEY].hooks.commands():
        for command in part:
            group.add_command(command)
    return group


def main(arguments: list[str] | None = None) -> None:
    """Run it. Exit codes: 0 done, 1 no, 2 bad input, 3 not ready."""
    try:
        build(create_app()).main(args=arguments, prog_name="peer-lms")
    except NotReady as problem:
        _not_ready(problem)
    except (OperationalError, ProgrammingError):
        _not_ready(
            NotReady("The database cannot be reached, or is not at the version of this code.", "Run: peer-lms migrate")
        )


def _not_ready(problem: NotReady) -> NoReturn:
    click.echo(f"{problem.says}\n{problem.mend}", err=True)
    sys.exit(NOT_READY)
