"""Prints kept on disk: the same words in the same style are printed once."""

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from uuid import uuid4

from lms.core.printing.naming import print_readable

__all__ = ["KeptPrints"]

MOST = 200
# Whoever waits for the same print finds it made when their turn comes.
_one_at_a_time = Lock()


@dataclass(frozen=True)
class KeptPrints:
    """A folder of prints, named by what they say: one whose words have changed is another."""

    folder: Path

    def printed(self, markup: str, sheet: Path) -> bytes:
        """As `print_readable`. A folder that cannot be used only makes it slower."""
        place = self.folder / f"{_mark(markup, sheet)}.pdf"
        kept = _read(place)
        if kept is None:
            with _one_at_a_time:
                kept = _read(place) or self._made(place, markup, sheet)
        return kept

    def _made(self, place: Path, markup: str, sheet: Path) -> bytes:
        made = print_readable(markup, sheet)
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(place, made)
            self._forget_the_oldest()
        return made

    def _forget_the_oldest(self) -> None:
        by_age = sorted(self.folder.glob("*.pdf"), key=os.path.getmtime, reverse=True)
        for old in by_age[MOST:]:
            old.unlink(missing_ok=True)


def _read(place: Path) -> bytes | None:
    with suppress(OSError):
        return place.read_bytes()
    return None


def _write(place: Path, content: bytes) -> None:
    """Whole or not at all: other processes read here too."""
    unfinished = place.with_suffix(f".{uuid4().hex}")
    try:
        unfinished.write_bytes(content)
        unfinished.rename(place)
    finally:
        unfinished.unlink(missing_ok=True)


def _mark(markup: str, sheet: Path) -> str:
    return sha256("\0".join((_printer(), sheet.read_text("utf-8"), markup)).encode()).hexdigest()


@cache
def _printer() -> str:
    """What prints: WeasyPrint and this room. Another version of either may print the same words otherwise."""
    room = "\0".join(path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("*.py")))
    return version("weasyprint") + room
