"""`peer-lms award import FILE`: a dry run unless told to apply."""

import json
import sys
from pathlib import Path

import click
from flask import Flask

from certificates import services
from certificates.commands.answers import NO, deciding
from certificates.permissions import Can
from certificates.rule_files import read_rule
from lms.core.access import SYSTEM
from lms.core.db import doom
from lms.core.errors import Refused
from lms.core.web.runtime import runtime


@click.group("award")
def award() -> None:
    """Award rules: what a certificate asks for."""


@award.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", is_flag=True, help="Keep it; without this nothing is changed.")
@click.option("--publish", is_flag=True, help="Publish it too. Needs --as.")
@click.option("--as", "email", default="", help="The programme lead who publishes.")
@click.pass_obj
def import_award(app: Flask, file: Path, apply: bool, publish: bool, email: str) -> None:
    """Bring an award rule in from a YAML file."""
    if publish and not email:
        raise click.UsageError("--publish needs --as EMAIL: a programme lead decides.")
    try:
        outcome, why = _brought_in(app, file, apply, email if publish else ""), ""
    except Refused as refusal:
        outcome, why = "refused", str(refusal)
    click.echo(
        json.dumps({"item": file.name, "kind": "award-rule", "outcome": outcome, "why": why}, ensure_ascii=False)
    )
    click.echo(json.dumps({"totals": {outcome: 1}}))
    if not apply:
        click.echo("This was a dry run: nothing was changed. Add --apply to keep it.", err=True)
    sys.exit(NO if outcome == "refused" else 0)


def _brought_in(app: Flask, file: Path, apply: bool, publisher: str) -> str:
    with app.app_context(), runtime().database.unit_of_work() as session:
        document = read_rule(file.read_text("utf-8", errors="replace"))
        brought = services.import_rule(session, document=document, by=SYSTEM)
        if publisher:
            by = deciding(session, publisher)
            if not by.can(Can.PUBLISH_RULES):
                raise Refused(f"{publisher} may not publish award rules. A programme lead may.")
            services.publish_rule(session, version=brought.version, by=by)
        if not apply:
            doom(session)
        return brought.outcome.value
