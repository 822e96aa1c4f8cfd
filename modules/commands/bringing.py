"""`peer-lms content import`."""

import json
import sys
from pathlib import Path

import click
from flask import Flask

from lms.core.access import SYSTEM
from lms.core.errors import Refused
from lms.core.web.runtime import runtime
from modules.commands.telling import FOLDER, NO, read_folder, total
from modules.importing import ProgrammeFile
from modules.services import Outcome, outcome_of, publish, refusal, store_programme

__all__ = ["bring_in"]

DRY = "dry run: say --apply to store it"
SAME = "the same content is here already"


@click.command("import")
@click.argument("folder", type=FOLDER)
@click.option("--apply", "applied", is_flag=True, help="Store it; without this it is a dry run.")
@click.option("--publish", "published", is_flag=True, help="Publish it as well, for good.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def bring_in(app: Flask, folder: Path, *, applied: bool, published: bool, as_json: bool) -> None:
    """Bring a programme in as a draft. A dry run says what would happen."""
    read = read_folder(app, folder, as_json)
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


def _report(read: ProgrammeFile, outcome: Outcome, why: str, as_json: bool) -> None:
    for module in read.modules:
        line = {"item": module.slug, "kind": "module", "outcome": outcome.value, "why": why}
        click.echo(json.dumps(line) if as_json else f"{outcome}: {module.slug} {why}".rstrip())
    total(as_json, **{outcome.value: len(read.modules)})
