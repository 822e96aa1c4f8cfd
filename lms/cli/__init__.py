"""The `peer-lms` command."""

import sys

import click
from flask import Flask

from lms.app import create_app
from lms.cli.audit import audit
from lms.cli.backup import backup, restore
from lms.cli.demo import demo
from lms.cli.doctor import alone, doctor
from lms.cli.endings import ending_well
from lms.cli.keys import keys
from lms.cli.migrate import migrate
from lms.cli.serve import serve
from lms.cli.static import static
from lms.cli.work import work
from lms.core import clock
from lms.core.errors import NotReady
from lms.core.web.runtime import KEY

__all__ = ["build", "main"]


def build(app: Flask) -> click.Group:
    """The command with every feature's verbs, over an app."""
    clock.use_zone(app.extensions[KEY].settings.timezone)
    group = click.Group(
        "peer-lms", help="Peer LMS: from first interest to secure in post.", context_settings={"obj": app}
    )
    for command in (serve, work, migrate, doctor, audit, backup, restore, keys, demo, static):
        group.add_command(command)
    for part in app.extensions[KEY].hooks.commands():
        for command in part:
            group.add_command(command)
    return group


def main(arguments: list[str] | None = None) -> None:
    """Run it. Exit codes: 0 done, 1 no, 2 bad input, 3 not ready."""
    with ending_well():
        _command(sys.argv[1:] if arguments is None else arguments).main(args=arguments, prog_name="peer-lms")


def _command(arguments: list[str]) -> click.Group:
    """Every verb; for an installation that cannot start, the one that says why."""
    try:
        return build(create_app())
    except NotReady:
        group = alone(arguments)
        if group is None:
            raise
        return group
