"""`peer-lms verdict RULE --person EMAIL`."""

import sys

import click
from flask import Flask

from certificates import queries
from certificates.commands.answers import NO, person, say, unit
from lms.core.access import Mode
from lms.core.errors import Refused
from lms.core.ui import url


@click.command("verdict")
@click.argument("rule", type=click.Choice(["award"]))
@click.option("--person", "whom", required=True, help="E-mail address of the person.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON for each award.")
@click.pass_obj
def verdict(app: Flask, rule: str, whom: str, as_json: bool) -> None:
    """What stands between a person and their certificate. Exit 0 when nothing does, 1 otherwise."""
    with unit(app, Mode.READ) as session:
        found = person(session, whom)
        awards = queries.awards_for(session, found.id)
        if not awards:
            raise Refused("No award is published for this person's programme.")
        for award in awards:
            words = "\n".join(str(line.text) for line in award.verdict.reasons) or "Nothing is left to do."
            say(words, award.verdict.as_json(found.id, url), as_json)
    sys.exit(0 if all(award.verdict.ok for award in awards) else NO)
