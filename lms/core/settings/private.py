"""What is kept in a file for us alone."""

import os
import secrets
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from lms.core.errors import NotReady
from lms.core.settings.checks import not_ours
from lms.core.settings.values import Settings

__all__ = ["make_private", "with_kept_secret"]


def with_kept_secret(settings: Settings) -> Settings:
    """The same settings with a secret key kept in the data folder, made on first use and for us only."""
    place = settings.data_dir / "secret-key"
    try:
        if not place.exists():
            make_private(place, secrets.token_hex(32))
        secret = place.read_text().strip()
    except OSError as problem:
        raise not_ours(settings.data_dir, str(problem.strerror)) from None
    if not secret:
        raise NotReady(f"The file {place} is empty.", f"Remove {place}: a new key is made at the next start.")
    return replace(settings, secret_key=secret)


def make_private(place: Path, text: str) -> None:
    """Keep a text in a new file that nobody else of this machine can read; one that is there already stays."""
    # Whole or not at all, and the first to be there counts: web and worker start at the same moment.
    unfinished = place.with_name(f"{place.name}.{uuid4().hex}")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        with suppress(FileExistsError):
            os.link(unfinished, place)
    finally:
        unfinished.unlink(missing_ok=True)
