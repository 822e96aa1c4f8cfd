"""`peer-lms content export` and `content facts`: giving content back, and what an expert should check."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from flask import Flask

from lms.core.web.runtime import runtime
from modules import queries
from modules.commands.telling import FOLDER, NO, read_folder, total
from modules.models import ActivityKind, ContentFile
from modules.presenters import checking

__all__ = ["facts", "give_out"]

TO = click.Path(file_okay=False, path_type=Path)


@click.command("export")
@click.argument("slug")
@click.argument("folder", type=TO)
@click.option("--version", "number", default="", help="Which version, like 1.0; without it the one published last.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def give_out(app: Flask, slug: str, folder: Path, *, number: str, as_json: bool) -> None:
    """Write a programme's files into an empty folder, each as it was brought in."""
    with app.app_context(), runtime().database.unit_of_work() as session:
        known = queries.version_by_number(session, slug, number) if number else queries.newest_published(session, slug)
        files = queries.files_of(session, known.id) if known else []
    why = _why_not(slug, number, files, folder, known=known is not None)
    if why:
        click.echo(
            json.dumps({"item": slug, "kind": "programme", "outcome": "refused", "why": why}) if as_json else why
        )
        total(as_json, refused=1)
        sys.exit(NO)
    for file in files:
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(file.text, encoding="utf-8", newline="\n")
        line = {"item": file.path, "kind": "file", "outcome": "imported", "why": f"written to {folder}"}
        click.echo(json.dumps(line) if as_json else f"written: {place}")
    total(as_json, imported=len(files))


def _why_not(slug: str, number: str, files: Sequence[ContentFile], folder: Path, *, known: bool) -> str:
    """What stands in the way of writing, or ""."""
    if not known:
        what = f"version {number}" if number else "published version"
        return f"There is no {what} of “{slug}” here. The page Programmes lists what there is."
    if not files:
        return "This version was stored before files were kept. Bring its folder in again under a new version."
    if folder.exists() and any(folder.iterdir()):
        return f"{folder} is not empty. Name a folder that is empty, or not there yet."
    return ""


@click.command("facts")
@click.argument("folder", type=FOLDER)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def facts(app: Flask, folder: Path, *, as_json: bool) -> None:
    """Every statement of a programme that somebody could check, with its source, as a table of tabs."""
    read, count = read_folder(app, folder, as_json), 0
    if not as_json:
        click.echo("\t".join(str(head) for head in checking.HEADS))
    for module in read.modules:
        for body in (row["body"] for row in module.activities if row["kind"] == ActivityKind.SOURCES):
            count += len(body["facts"])
            for one in map(checking.fact, body["facts"]):
                item = {"item": module.slug, "kind": "fact", "outcome": "skipped", "why": "only listed"}
                plain = dict(zip(checking.KEYS, map(str, checking.row(module.facts["title"], one)), strict=True))
                click.echo(json.dumps(item | plain) if as_json else "\t".join(plain.values()))
    total(as_json, skipped=count)
