"""`peer-lms keys export FILE` and `peer-lms keys import FILE`: the secrets, under a passphrase. And `keys rotate`."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from flask import Flask

from lms.cli.endings import NO, refusing
from lms.cli.rotate import rotate
from lms.core import clock
from lms.core.errors import Refused
from lms.core.installation_secrets import Secret, secrets_of, unwrap, wrap
from lms.core.web.runtime import KEY

__all__ = ["keys"]

Verb = Callable[..., None]


@click.group()
def keys() -> None:
    """The keys of this installation, which no backup holds: take them along, bring them back, change them."""


keys.add_command(rotate)


def _given(file: Path | None, *, twice: bool) -> str:
    """The passphrase: the first line of a file, or asked for."""
    if file is not None:
        return (file.read_text(encoding="utf-8").splitlines() or [""])[0].strip()
    asked: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=twice, err=True)
    return asked


passphrase_file = click.option(
    "--passphrase-file",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file whose first line is the passphrase; without it you are asked.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="JSON Lines on standard output.")


@keys.command("export")
@click.argument("place", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@passphrase_file
@as_json
@click.pass_obj
def export(app: Flask, place: Path, file: Path | None, as_json: bool) -> None:
    """Write every key to FILE, to be opened with the passphrase alone. Keep it apart from the backups."""
    found = [secret for secret in secrets_of(app.extensions[KEY].settings) if secret.value]
    with refusing():
        if place.exists():
            raise Refused(f"{place} is there already. Choose another name.")
        wrapped = wrap(found, _given(file, twice=True))
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
            made.write(wrapped)
    for secret in found if as_json else ():
        click.echo(json.dumps({"item": secret.name, "id": secret.id}))
    click.echo(f"{place} holds {', '.join(secret.name for secret in found)}. Keep it apart from the backups.", err=True)


@keys.command("import")
@click.argument("place", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@passphrase_file
@click.option("--apply", is_flag=True, help="Do it. Without this, nothing is changed.")
@click.option("--replace", is_flag=True, help="Where another key is in use, put that one aside.")
@as_json
@click.pass_obj
def bring(app: Flask, place: Path, file: Path | None, apply: bool, replace: bool, as_json: bool) -> None:
    """Put the keys in FILE into the data folder. Stop the pages and the worker first."""
    ours = {secret.name: secret for secret in secrets_of(app.extensions[KEY].settings)}
    with refusing():
        inside = unwrap(place.read_bytes(), _given(file, twice=False))
        lines = [_line(name, value, ours.get(name), replace) for name, value in inside.items()]
        refused = any(line["outcome"] == "refused" for line in lines)
        for line in lines:
            click.echo(json.dumps(line) if as_json else f"{line['item']}: {line['outcome']}. {line['why']}".strip())
        if apply and not refused:
            for line in lines:
                if line["outcome"] != "skipped":
                    _put(ours[line["item"]], inside[line["item"]])
    if not apply and not refused:
        click.echo("Nothing was changed. Add --apply to bring them in.", err=True)
    sys.exit(NO if refused else 0)


def _line(name: str, value: bytes, ours: Secret | None, replace: bool) -> Mapping[str, Any]:
    """What becomes of one key."""
    why, outcome = "", "imported"
    if ours is None:
        outcome, why = "refused", "This version knows no such key."
    elif ours.value == value:
        outcome, why = "skipped", "It is in use already."
    elif ours.given:
        outcome, why = "refused", "Another one is set in the environment, which goes first. Unset it there."
    elif ours.value and not replace:
        outcome, why = "refused", "Another one is in use. Add --replace to put that aside."
    elif ours.value:
        outcome = "changed"
    return {"item": name, "kind": "key", "outcome": outcome, "why": why}


def _put(ours: Secret, value: bytes) -> None:
    """Whole or not at all; the key that was there stays beside it under the time."""
    unfinished = ours.place.with_name(f"{ours.place.name}.{uuid4().hex}")
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    if ours.place.exists():
        ours.place.rename(ours.place.with_name(f"{ours.place.name}.until-{clock.now():%Y%m%dT%H%M%S}"))
    unfinished.rename(ours.place)
