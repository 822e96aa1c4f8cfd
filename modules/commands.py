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
from modules.services import publish, store_programme

__all__ = ["COMMANDS"]

BAD_INPUT = 2
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group("content")
def content() -> None:
    """Training content: check a folder, bring it in."""


@content.command("check")
@click.argument("folder", type=FOLDER)
@click.option("--json", "as_json", is_flag=True)
def check(folder: Path, *, as_json: bool) -> None:
    """Read a programme and name every mistake; nothing is stored."""
    _report(_read(folder, as_json), "skipped", "only checked", as_json)


@content.command("import")
@click.argument("folder", type=FOLDER)
@click.option("--apply", "applied", is_flag=True, help="Store it; without this it is a dry run.")
@click.option("--publish", "published", is_flag=True, help="Publish it as well, for good.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def bring_in(app: Flask, folder: Path, *, applied: bool, published: bool, as_json: bool) -> None:
    """Bring a programme in as a draft."""
    read = _read(folder, as_json)
    if not applied:
        _report(read, "imported", "dry run: say --apply to store it", as_json)
        return
    try:
        with app.app_context(), runtime().database.unit_of_work() as session:
            version = store_programme(session, content=read, by=SYSTEM)
            new = version.published_at is None
            if published and new:
                publish(session, version=version, by=SYSTEM)
    except Refused as refusal:
        _report(read, "refused", str(refusal.message), as_json)
        sys.exit(1)
    _report(read, "imported" if new else "skipped", "" if new else "this very content is published already", as_json)


def _read(folder: Path, as_json: bool) -> ProgrammeFile:
    try:
        return read_programme(folder)
    except ContentProblems as found:
        for problem in found.problems:
            line = {
                "item": f"{problem.file}:{problem.line}",
                "kind": "file",
                "outcome": "refused",
                "why": f"{problem.says} {problem.write}",
            }
            click.echo(json.dumps(line) if as_json else str(problem))
        _total(as_json, refused=len(found.problems))
        sys.exit(BAD_INPUT)


def _report(read: ProgrammeFile, outcome: str, why: str, as_json: bool) -> None:
    for module in read.modules:
        line = {"item": module.slug, "kind": "module", "outcome": outcome, "why": why}
        click.echo(json.dumps(line) if as_json else f"{outcome}: {module.slug} {why}".rstrip())
    _total(as_json, **{outcome: len(read.modules)})


def _total(as_json: bool, **counts: Any) -> None:
    totals = {"imported": 0, "changed": 0, "skipped": 0, "refused": 0, **counts}
    if as_json:
        click.echo(json.dumps({"totals": totals}))
    else:
        click.echo(", ".join(f"{count} {name}" for name, count in totals.items()), err=True)


COMMANDS: Sequence[click.Command] = (content,)
