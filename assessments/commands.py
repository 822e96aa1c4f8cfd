"""`peer-lms framework …`"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

import click
import yaml
from flask import Flask
from sqlalchemy.orm import Session

from assessments import queries, services
from assessments.permissions import Can
from assessments.rules.content import FrameworkContent, Mistake, read_framework
from assessments.services.frameworks import Item, Result
from lms.core.access import SYSTEM, Actor
from lms.core.db import doom
from lms.core.errors import Refused
from lms.core.web.runtime import runtime
from lms.people.identity import actor_for
from lms.people.queries import person_by_email

__all__ = ["COMMANDS"]

NO, BAD_INPUT = 1, 2


@click.group("framework")
def framework() -> None:
    """Competence frameworks: bring one in, publish it."""


@framework.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", is_flag=True, help="Write it. Without this, only say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout.")
@click.pass_obj
def import_(app: Flask, file: Path, apply: bool, as_json: bool) -> None:
    """Bring a framework in from FILE, as a draft. A dry run unless --apply."""
    content = _read(file, as_json)
    with app.app_context(), runtime().database.unit_of_work() as session:
        items = services.import_framework(session, content=content, by=SYSTEM)
        if not apply:
            doom(session)
    _report(items, as_json)
    if any(item.outcome is Result.REFUSED for item in items):
        sys.exit(NO)
    if not apply:
        click.echo("This was a dry run. Add --apply to write it.", err=True)


@framework.command("publish")
@click.argument("slug")
@click.argument("number")
@click.option("--as", "email", required=True, help="E-mail address of the person who publishes: a programme lead.")
@click.pass_obj
def publish(app: Flask, slug: str, number: str, email: str) -> None:
    """Publish version NUMBER of the framework SLUG for good."""
    try:
        with app.app_context(), runtime().database.unit_of_work() as session:
            by = _publisher(session, email)
            version = queries.version_by_number(session, slug, number)
            if version is None:
                raise Refused(
                    f"There is no version {number} of {slug}. Import it first: peer-lms framework import FILE --apply"
                )
            services.publish(session, version=version, by=by)
    except Refused as refusal:
        click.echo(str(refusal.message), err=True)
        sys.exit(NO)
    click.echo(f"{slug} {number} is published.", err=True)


def _publisher(session: Session, email: str) -> Actor:
    person = person_by_email(session, email)
    by = actor_for(session, person.id, runtime().permissions) if person else None
    if by is None or not by.can(Can.PUBLISH):
        raise Refused(f"{email} may not publish a framework. Give the address of a programme lead.")
    return by


def _read(file: Path, as_json: bool) -> FrameworkContent:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as problem:
        _bad(file, [Mistake("file", f"cannot be read: {problem.strerror}. Check the path.")], as_json)
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        said = " ".join(str(problem).split())
        _bad(
            file,
            [Mistake("file", f"is not YAML in UTF-8: {said}. Mend that line, or put the words in quotes.")],
            as_json,
        )
    content, mistakes = read_framework(data)
    if content is None:
        _bad(file, mistakes, as_json)
    return content


def _bad(file: Path, mistakes: Sequence[Mistake], as_json: bool) -> NoReturn:
    for mistake in mistakes:
        click.echo(f"{file}: {mistake}", err=True)
    _report([Item(mistake.where, "place", Result.REFUSED, mistake.says) for mistake in mistakes], as_json)
    sys.exit(BAD_INPUT)


def _report(items: Iterable[Item], as_json: bool) -> None:
    items = list(items)
    totals = Counter(item.outcome.value for item in items)
    if as_json:
        for item in items:
            click.echo(
                json.dumps({"item": item.item, "kind": item.kind, "outcome": item.outcome.value, "why": item.why})
            )
        click.echo(json.dumps({"totals": {result.value: totals[result.value] for result in Result}}))
        return
    for item in (item for item in items if item.outcome is Result.REFUSED or item.kind == "framework"):
        click.echo(f"{item.kind} {item.item}: {item.outcome.value}{'. ' + item.why if item.why else ''}")
    click.echo(", ".join(f"{totals[result.value]} {result.value}" for result in Result))


COMMANDS: Sequence[click.Command] = (framework,)
