"""`peer-lms content print`."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

import click
from flask import Flask

from lms.core.printing import Unprintable
from lms.core.web.runtime import Runtime, runtime
from modules.commands.telling import FOLDER, NO, read_folder, total
from modules.importing import ProgrammeFile
from modules.models import Activity, ActivityKind, Module, ProgrammeVersion
from modules.paper import pdf_of
from modules.presenters.printing import Pack, PlanSheet, pack, plan_sheet

__all__ = ["to_paper"]

OUT = click.Path(file_okay=False, path_type=Path)
KINDS = {Pack: "print-pack", PlanSheet: "session-plan"}


class Outcome(StrEnum):
    """What became of one print."""

    PRINTED = "printed"
    REFUSED = "refused"


@click.command("print")
@click.argument("folder", type=FOLDER)
@click.option("--out", type=OUT, required=True, help="The folder for the PDFs; it is made when it is not there.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def to_paper(app: Flask, folder: Path, *, out: Path, as_json: bool) -> None:
    """Print a programme: each module as NN-slug.pdf, and its session plan as NN-slug-session-plan.pdf.

    Ends with 0 when all is printed, 1 when something could not be, 2 when a folder cannot be read or written.
    """
    read = read_folder(app, folder, as_json)
    _writing(out, lambda: out.mkdir(parents=True, exist_ok=True))
    counts: Counter[str] = Counter()
    with app.app_context():
        for view in _views(read):
            why = _write(view, out, runtime())
            outcome = Outcome.REFUSED if why else Outcome.PRINTED
            counts[outcome] += 1
            line = {"item": f"{view.name}.pdf", "kind": KINDS[type(view)], "outcome": outcome.value, "why": why}
            click.echo(json.dumps(line) if as_json else f"{outcome}: {view.name}.pdf {why}".rstrip())
    total(as_json, tuple(Outcome), **counts)
    if counts[Outcome.REFUSED]:
        sys.exit(NO)


def _views(read: ProgrammeFile) -> Iterator[Pack | PlanSheet]:
    """Every pack and plan of a programme, as it would be stored."""
    version = ProgrammeVersion(number=read.version, glossary=read.glossary, **read.facts)
    for file in read.modules:
        module = Module(slug=file.slug, **file.facts)
        activities = [Activity(**facts) for facts in file.activities]
        yield pack(version, module, activities)
        for plan in (row for row in activities if row.kind == ActivityKind.SESSION_PLAN):
            yield plan_sheet(version, module, plan)


def _write(view: Pack | PlanSheet, out: Path, of: Runtime) -> str:
    """Print one into the folder; gives why it could not be printed, or nothing."""
    try:
        content = pdf_of(view, of)
    except Unprintable as problem:
        return f"It would not be right on paper: {problem}."
    _writing(out, lambda: (out / f"{view.name}.pdf").write_bytes(content))
    return ""


def _writing(out: Path, act: Callable[[], object]) -> None:
    try:
        act()
    except OSError as problem:
        raise click.UsageError(f"{out} cannot be written: {problem.strerror}. Name another folder.") from None
