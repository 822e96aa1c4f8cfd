"""`peer-lms content check|import|export|facts|print`."""

from collections.abc import Sequence

import click

from modules.commands.bringing import bring_in
from modules.commands.checking import check
from modules.commands.giving import facts, give_out
from modules.commands.printing import to_paper

__all__ = ["COMMANDS"]


@click.group("content")
def content() -> None:
    """Training content: look a folder over, bring it in, give it back, print it, list what it says."""


for command in (check, bring_in, give_out, facts, to_paper):
    content.add_command(command)

COMMANDS: Sequence[click.Command] = (content,)
