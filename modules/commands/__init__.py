"""`peer-lms content check|import`."""

from collections.abc import Sequence

import click

from modules.commands.bringing import bring_in
from modules.commands.checking import check

__all__ = ["COMMANDS"]


@click.group("content")
def content() -> None:
    """Training content: look a folder over, bring it in."""


for command in (check, bring_in):
    content.add_command(command)

COMMANDS: Sequence[click.Command] = (content,)
