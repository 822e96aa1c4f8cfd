"""`peer-lms backup FILE` and `peer-lms restore FILE`."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from lms.backup import Backup, Made, Restored, expect_fit, look_at, make, noting, opened
from lms.backup import restore as put_back
from lms.backup.making import LEFT_EMPTY
from lms.cli.endings import NO, refusing
from lms.core.installation_secrets import key_ids
from lms.core.web.runtime import KEY, Runtime
from lms.jobs.spread.tables import bring_up

__all__ = ["backup", "restore"]

as_json = click.option("--json", "as_json", is_flag=True, help="JSON Lines on standard output.")


@click.command()
@click.argument("place", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@as_json
@click.pass_obj
def backup(app: Flask, place: Path, as_json: bool) -> None:
    """Write the database and people's files to FILE while everybody goes on working. It holds no key."""
    runtime: Runtime = app.extensions[KEY]
    with refusing():
        made = make(runtime, place)
    _note(runtime, made)
    if as_json:
        click.echo(json.dumps({"file": str(place.resolve()), **_facts(made)}))
    for line in _lacking(made):
        click.echo(line, err=True)
    held = f"{made.manifest.rows} rows, {len(made.manifest.files)} files, {made.size} bytes"
    click.echo(f"{place} holds {held}. The keys are not in it: peer-lms keys export", err=True)
    sys.exit(0 if made.manifest.whole else NO)


def _note(runtime: Runtime, made: Made) -> None:
    """Write it down for the doctor. The backup is good whether that can be or not."""
    try:
        with runtime.database.unit_of_work() as session:
            noting.note(session, made)
    except SQLAlchemyError:
        click.echo("The backup is made, but that could not be written down: the doctor will not know of it.", err=True)


def _facts(made: Made) -> Mapping[str, Any]:
    manifest = made.manifest
    return {
        "made_at": manifest.made_at,
        "version": manifest.version,
        "engine": manifest.engine,
        "size": made.size,
        "sha256": made.sha256,
        "tables": len(manifest.tables),
        "rows": manifest.rows,
        "files": len(manifest.files),
        **{name: list(getattr(manifest, name)) for name in ("missing", "damaged", "gone", "left_out")},
    }


def _lacking(made: Made) -> Iterator[str]:
    manifest = made.manifest
    for key in manifest.missing:
        yield f"File {key} is not in the store, and so not in the backup."
    for key in manifest.damaged:
        yield f"File {key} is in the backup, but it is not as it was kept: it is damaged in the store."
    for table in manifest.left_out:
        yield f"{table} is not in the backup: its plugin is not installed, or is switched off."


@click.command()
@click.argument("place", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", is_flag=True, help="Do it. Without this, everything is looked at and nothing is changed.")
@click.option("--replace", is_flag=True, help="Into a database that is in use: what is there now is gone for good.")
@as_json
@click.pass_obj
def restore(app: Flask, place: Path, apply: bool, replace: bool, as_json: bool) -> None:
    """Put a backup back, on either engine. Stop the pages and the worker first."""
    runtime: Runtime = app.extensions[KEY]
    with refusing(), app.app_context(), opened(place) as found:
        expect_fit(runtime, found, look_at(runtime), replace=replace)
        done = put_back(runtime, found) if apply else None
        for line in _lines(runtime, found, done) if as_json else ():
            click.echo(json.dumps(line))
        _say(runtime, found, done)
    if apply and runtime.settings.jobs == "procrastinate":
        bring_up(runtime.database.engine)


def _lines(runtime: Runtime, found: Backup, done: Restored | None) -> Iterator[Mapping[str, Any]]:
    manifest = found.manifest
    for name, table in manifest.tables.items():
        yield {"item": name, "kind": "table", "outcome": "imported", "why": "", "rows": table.rows}
    for name in sorted(LEFT_EMPTY):
        yield {"item": name, "kind": "table", "outcome": "skipped", "why": "keys of people's devices are in no backup"}
    for key in (*manifest.missing, *manifest.gone):
        yield {"item": key, "kind": "file", "outcome": "skipped", "why": "it was not there when the backup was made"}
    for name in _other_keys(runtime, found):
        yield {"item": name, "kind": "key", "outcome": "skipped", "why": "another one is in use here"}
    yield {"totals": {"applied": done is not None, "rows": manifest.rows, "files": len(manifest.files), **_done(done)}}


def _done(done: Restored | None) -> Mapping[str, int]:
    if done is None:
        return {}
    settled = done.settled
    return {
        "files_written": done.written,
        "files_removed": done.removed,
        "held_mails": settled.held_mails,
        "signed_out": settled.signed_out,
        "erased_again": settled.erased_again,
    }


def _say(runtime: Runtime, found: Backup, done: Restored | None) -> None:
    manifest = found.manifest
    click.echo(f"The backup of {manifest.made_at} (version {manifest.version}) is whole.", err=True)
    for name in _other_keys(runtime, found):
        click.echo(f"It was made with another {name}; bring that one along: peer-lms keys import", err=True)
    if done is None:
        click.echo("Nothing was changed. Add --apply to put it back.", err=True)
        return
    held, out = done.settled.held_mails, done.settled.signed_out
    click.echo(f"{manifest.rows} rows and {len(manifest.files)} files are back.", err=True)
    click.echo(f"Mails held: {held}, to be looked at in Background work. Sign-ins ended: {out}.", err=True)
    click.echo(f"Erased again, as they were since: {done.settled.erased_again}.", err=True)


def _other_keys(runtime: Runtime, found: Backup) -> list[str]:
    ours = key_ids(runtime.settings)
    return sorted(name for name, key in found.manifest.keys.items() if ours.get(name) != key)
