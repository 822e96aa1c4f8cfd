"""The verb, and how it comes to be asked when nothing else can start."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

import click
from flask import Flask

from lms.cli.doctor import addresses, backups, files, keys, papers, reading, running, server
from lms.cli.doctor.findings import Finding
from lms.cli.doctor.patient import Patient, patient_of

__all__ = ["alone", "doctor", "examine"]

PARTS = (reading, addresses, papers, files, keys, server, running, backups)
RULES = tuple(rule for part in PARTS for rule in part.RULES)


def examine(patient: Patient) -> Iterator[Finding]:
    """Everything that is wrong, first things first."""
    for rule in RULES:
        yield from rule(patient)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on standard output.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Say what is not safe or not ready yet, each with its mend. Exit 1 when there is anything."""
    app: Flask | None = context.obj
    found = list(examine(patient_of(app)))
    for finding in found:
        click.echo(json.dumps(asdict(finding)) if as_json else f"{finding.says}\n  {finding.mend}")
    click.echo("Nothing found." if not found else f"{len(found)} found.", err=True)
    sys.exit(1 if found else 0)


def alone(arguments: list[str]) -> click.Group | None:
    """The command with this one verb, for an installation that cannot start; None when another verb was asked."""
    if doctor.name not in arguments[:1]:
        return None
    return click.Group("peer-lms", commands=[doctor])
