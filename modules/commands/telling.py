"""What the commands about content have in common: reading a folder, and saying what became of it."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from flask import Flask

from modules.importing import ContentProblems, ProgrammeFile, read_programme
from modules.kinds import kinds
from modules.services import Outcome

__all__ = ["BAD_INPUT", "FOLDER", "NO", "read_folder", "total"]

NO, BAD_INPUT = 1, 2
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def read_folder(app: Flask, folder: Path, as_json: bool) -> ProgrammeFile:
    """The programme of a folder; ends with 2, naming every mistake, when it cannot be read."""
    try:
        with app.app_context():
            return read_programme(folder, kinds())
    except ContentProblems as found:
        for problem in found.problems:
            item, why = f"{problem.file}:{problem.line}", f"{problem.says} {problem.write}"
            line = {"item": item, "kind": "file", "outcome": "refused", "why": why}
            click.echo(json.dumps(line) if as_json else str(problem))
        total(as_json, refused=len(found.problems))
        sys.exit(BAD_INPUT)


def total(as_json: bool, outcomes: Iterable[str] = tuple(Outcome), /, **counts: Any) -> None:
    """How many of each outcome, last."""
    totals = {**{str(outcome): 0 for outcome in outcomes}, **counts}
    if as_json:
        click.echo(json.dumps({"totals": totals}))
    else:
        click.echo(", ".join(f"{count} {name}" for name, count in totals.items()), err=True)
