"""`peer-lms content check|import|print`."""

from collections.abc import Sequence

import click

from modules.commands.bringing import bring_in
from modules.commands.checking import check
from modules.commands.printing import to_paper

__all__ = ["COMMANDS"]


@click.group("content")
def content() -> None:
    """Training content: look a folder over, bring it in, print it."""


for command in (check, bring_in, to_paper):
    content.add_command(command)

COMMANDS: Sequence[click.Command] = (content,)
