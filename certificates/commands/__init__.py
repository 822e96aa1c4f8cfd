"""`peer-lms certificate`, `peer-lms award` and `peer-lms verdict`."""

from collections.abc import Sequence

import click

from certificates.commands.awards import award
from certificates.commands.certificates import certificate
from certificates.commands.verdicts import verdict

__all__ = ["COMMANDS"]

COMMANDS: Sequence[click.Command] = (award, certificate, verdict)
