"""The `peer-lms` command."""

import sys

import click

from lms.app import create_app
from lms.cli.demo import demo
from lms.cli.doctor import doctor
from lms.cli.migrate import migrate
from lms.cli.serve import serve
from lms.cli.work import work
from lms.core.errors import NotReady
from lms.core.web.runtime import KEY

__all__ = ["main"]

NOT_READY = 3


def build() -> click.Group:
    """The command with every feature's verbs. Raises NotReady when a setting cannot be used."""
    app = create_app()
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
        build().main(args=arguments, prog_name="peer-lms")
    except NotReady as problem:
        click.echo(f"{problem.says}\n{problem.mend}", err=True)
        sys.exit(NOT_READY)
