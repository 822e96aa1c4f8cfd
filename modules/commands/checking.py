"""`peer-lms content check`."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from flask import Flask

from lms.core import clock
from modules.checking import Finding, Level, Row, look_over, refused_words, table
from modules.checking.words import OWN_LIST
from modules.commands.telling import FOLDER, NO, read_folder, total

__all__ = ["check"]

WORDS = click.Path(exists=True, dir_okay=False, path_type=Path)
HEAD = (
    f"{'module':<32}{'pages':>6}{'words':>7}{'F-K':>6}{'SMOG':>6}{'C-L':>6}"
    f"{'scenarios':>11}{'questions':>11}{'facts':>7}"
)


@click.command("check")
@click.argument("folder", type=FOLDER)
@click.option("--words", "listed", type=WORDS, default=OWN_LIST, help="A YAML list of words to refuse, not ours.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def check(app: Flask, folder: Path, *, listed: Path, as_json: bool) -> None:
    """Look a programme over: every fault with what to do, and figures for each module; nothing is stored.

    Ends with 0 when there is no error, 1 when there is one, 2 when the folder cannot be read.
    """
    read = read_folder(app, folder, as_json)
    try:
        refusals = refused_words(listed)
    except ValueError as problem:
        raise click.UsageError(str(problem)) from problem
    found, rows = look_over(read, refusals=refusals, today=clock.today()), table(read)
    _say(folder, found, rows, as_json)
    errors = sum(finding.level is Level.ERROR for finding in found)
    total(as_json, skipped=len(rows), refused=errors, warnings=len(found) - errors)
    if errors:
        sys.exit(NO)


def _say(folder: Path, found: Sequence[Finding], rows: Sequence[Row], as_json: bool) -> None:
    for finding in found:
        click.echo(_line(folder, finding) if as_json else _words(folder, finding))
    if not as_json:
        click.echo(HEAD)
    for row in rows:
        click.echo(_figures(row) if as_json else _columns(row))


def _line(folder: Path, finding: Finding) -> str:
    item, why = f"{finding.path.relative_to(folder)}:{finding.line}", f"{finding.says} {finding.write}"
    outcome = "refused" if finding.level is Level.ERROR else "skipped"
    line = {"item": item, "kind": "file", "outcome": outcome, "why": why}
    return json.dumps(line | {"code": finding.code, "level": finding.level.value})


def _words(folder: Path, finding: Finding) -> str:
    place = f"{finding.path.relative_to(folder)}:{finding.line}"
    return f"{finding.level}: {place}: {finding.says} {finding.write}"


def _figures(row: Row) -> str:
    line = {"item": row.module, "kind": "module", "outcome": "skipped", "why": "only checked"}
    figures = {
        "pages": row.pages,
        "words": row.words,
        "scenarios": row.scenarios,
        "questions": row.questions,
        "facts": row.facts,
    }
    return json.dumps(line | figures | {"reading_age": asdict(row.ages) if row.ages else None})


def _columns(row: Row) -> str:
    ages = (row.ages.flesch_kincaid, row.ages.smog, row.ages.coleman_liau) if row.ages else ("", "", "")
    told = "".join(f"{age:>6}" for age in ages)
    return f"{row.module:<32}{row.pages:>6}{row.words:>7}{told}{row.scenarios:>11}{row.questions:>11}{row.facts:>7}"
