"""`peer-lms content check|import`."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask import Flask

from lms.core.access import SYSTEM
from lms.core.errors import Refused
from lms.core.web.runtime import runtime
from modules.importing import ContentProblems, ProgrammeFile, read_programme
from modules.kinds import kinds
from modules.services import Outcome, outcome_of, publish, refusal, store_programme

__all__ = ["COMMANDS"]

NO, BAD_INPUT = 1, 2
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
DRY = "dry run: say --apply to store it"
SAME = "the same content is here already"


@click.group("content")
def content() -> None:
    """Training content: check a folder, bring it in."""


@content.command("check")
@click.argument("folder", type=FOLDER)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def check(app: Flask, folder: Path, *, as_json: bool) -> None:
    """Read a programme and name every mistake; nothing is stored."""
    _report(_read(app, folder, as_json), Outcome.SKIPPED, "only checked", as_json)


@content.command("import")
@click.argument("folder", type=FOLDER)
@click.option("--apply", "applied", is_flag=True, help="Store it; without this it is a dry run.")
@click.option("--publish", "published", is_flag=True, help="Publish it as well, for good.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def bring_in(app: Flask, folder: Path, *, applied: bool, published: bool, as_json: bool) -> None:
    """Bring a programme in as a draft. A dry run says what would happen."""
    read = _read(app, folder, as_json)
    try:
        with app.app_context(), runtime().database.unit_of_work() as session:
            outcome = outcome_of(session, content=read)
            if applied:
                version = store_programme(session, content=read, by=SYSTEM)
                if published and version.published_at is None:
                    publish(session, version=version, by=SYSTEM)
    except Refused as refused:
        _stop(read, str(refused.message), as_json)
    if outcome is Outcome.REFUSED:
        _stop(read, refusal(read), as_json)
    why = SAME if outcome is Outcome.SKIPPED else "" if applied else DRY
    _report(read, outcome, why, as_json)


def _stop(read: ProgrammeFile, why: str, as_json: bool) -> None:
    _report(read, Outcome.REFUSED, why, as_json)
    sys.exit(NO)


def _read(app: Flask, folder: Path, as_json: bool) -> ProgrammeFile:
    try:
        with app.app_context():
            return read_programme(folder, kinds())
    except ContentProblems as found:
        for problem in found.problems:
            item, why = f"{problem.file}:{problem.line}", f"{problem.says} {problem.write}"
            line = {"item": item, "kind": "file", "outcome": "refused", "why": why}
            click.echo(json.dumps(line) if as_json else str(problem))
        _total(as_json, refused=len(found.problems))
        sys.exit(BAD_INPUT)


def _report(read: ProgrammeFile, outcome: Outcome, why: str, as_json: bool) -> None:
    for module in read.modules:
        line = {"item": module.slug, "kind": "module", "outcome": outcome.value, "why": why}
        click.echo(json.dumps(line) if as_json else f"{outcome}: {module.slug} {why}".rstrip())
    _total(as_json, **{outcome.value: len(read.modules)})


def _total(as_json: bool, **counts: Any) -> None:
    totals = {**{outcome.value: 0 for outcome in Outcome}, **counts}
    if as_json:
        click.echo(json.dumps({"totals": totals}))
    else:
        click.echo(", ".join(f"{count} {name}" for name, count in totals.items()), err=True)


COMMANDS: Sequence[click.Command] = (content,)
