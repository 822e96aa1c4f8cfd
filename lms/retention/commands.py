"""`peer-lms retention …`"""

import json
import sys
from collections import Counter
from typing import Any

import click
from flask import Flask

from lms.core import clock
from lms.core.web.runtime import runtime
from lms.retention import running
from lms.retention.running import Line

__all__ = ["COMMANDS"]


@click.group("retention")
def retention() -> None:
    """How long records are kept: what is due, and disposing of it."""


@retention.command("run")
@click.option("--apply", is_flag=True, help="Dispose of it. Without this nothing is changed.")
@click.pass_obj
def run(app: Flask, apply: bool) -> None:
    """Say what is due today, record by record; dispose of it with --apply. The worker does so once a day by itself."""
    with app.app_context():
        totals: Counter[str] = Counter()
        for line in running.would_go(runtime(), clock.today()):
            totals["skipped" if line.held else "changed"] += 1
            _say(_told(line))
        failed = _apply(totals) if apply else []
    _say({"totals": {"changed": totals["changed"], "skipped": totals["skipped"], "failed": failed, "applied": apply}})
    if not apply:
        click.echo("Nothing was changed. Use --apply to dispose of what is due.", err=True)
    if failed:
        click.echo(f"Could not be disposed of: {', '.join(failed)}. The log says why.", err=True)
        sys.exit(1)


def _apply(totals: Counter[str]) -> list[str]:
    """Dispose of it, and count what went: more than was told where names go now, less where a kind could not."""
    done = running.run(runtime()).counts
    totals["changed"] = sum(done["gone"].values())
    failed: list[str] = done["failed"]
    return failed


def _told(line: Line) -> dict[str, Any]:
    outcome, why = ("skipped", "on hold") if line.held else ("changed", f"due on {line.due_on.isoformat()}")
    return {"item": str(line.id), "kind": line.code, "table": line.table, "outcome": outcome, "why": why}


def _say(line: dict[str, Any]) -> None:
    click.echo(json.dumps(line))


COMMANDS = (retention,)
