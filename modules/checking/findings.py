"""What was found: where, how bad, and what to do."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from modules.importing.document import Document, line_of

__all__ = ["Finding", "Level", "at", "at_key"]


class Level(StrEnum):
    """An error has to be mended before anybody is taught from it; a warning is for a person to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One fault: `write` says what to do about it."""

    code: str
    path: Path
    line: int
    says: str
    write: str
    level: Level = Level.ERROR


def at(code: str, document: Document, line: int, says: str, write: str, level: Level = Level.ERROR) -> Finding:
    """A finding on a line of a document."""
    return Finding(code, document.path, line, says, write, level)


def at_key(code: str, document: Document, key: str, says: str, write: str, level: Level = Level.ERROR) -> Finding:
    """A finding at a key of a document's front matter."""
    return at(code, document, line_of(document, key), says, write, level)
