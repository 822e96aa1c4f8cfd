"""`peer-lms content check|import|export|facts`."""

from collections.abc import Sequence

import click

from modules.commands.bringing import bring_in
from modules.commands.checking import check
from modules.commands.giving import facts, give_out

__all__ = ["COMMANDS"]


@click.group("content")
def content() -> None:
    """Training content: look a folder over, bring it in, give it back, list what it says."""


for command in (check, bring_in, give_out, facts):
    content.add_command(command)

COMMANDS: Sequence[click.Command] = (content,)
