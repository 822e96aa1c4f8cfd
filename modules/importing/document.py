"""One content file: front matter, body, and on which line each part stands."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from modules.importing.problems import Notebook

__all__ = ["Document", "line_of", "read_document"]

LARGEST = 500_000
FENCE = "---"


@dataclass(frozen=True)
class Document:
    """A file that could be read: its front matter, its body, and the body's first line number."""

    path: Path
    meta: dict[str, Any]
    body: str
    first_line: int


def line_of(path: Path, key: str) -> int:
    """The line on which a front-matter key stands; 1 when it is missing."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if re.match(rf"\s*-?\s*{re.escape(key)}\s*:", line):
            return number
    return 1


def read_document(path: Path, notes: Notebook) -> Document | None:
    """The file as a document, or None with the mistake noted."""
    text = _text(path, notes)
    if text is None:
        return None
    lines = text.splitlines()
    if not lines or lines[0].strip() != FENCE:
        notes.note(
            path,
            1,
            "The file does not begin with front matter.",
            "Begin with a line `---`, then `kind: …`, then `---`.",
        )
        return None
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == FENCE), None)
    if end is None:
        notes.note(path, 1, "The front matter is never closed.", "Put a line `---` after it.")
        return None
    meta = _meta(path, "\n".join(lines[1:end]), notes)
    return None if meta is None else Document(path, meta, "\n".join(lines[end + 1 :]).strip(), end + 2)


def _text(path: Path, notes: Notebook) -> str | None:
    if path.is_symlink() or not path.resolve().is_relative_to(notes.root.resolve()):
        notes.note(path, 1, "This is a link to somewhere else.", "Put the file itself here.")
        return None
    if path.stat().st_size > LARGEST:
        notes.note(path, 1, "The file is larger than 500 kB.", "Split it into several pages.")
        return None
    try:
        return path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        line = path.read_bytes()[: problem.start].count(b"\n") + 1
        notes.note(path, line, "This is not UTF-8 text.", "Save the file as UTF-8.")
        return None


def _meta(path: Path, text: str, notes: Notebook) -> dict[str, Any] | None:
    try:
        meta = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        notes.note(
            path,
            line,
            "The front matter cannot be read.",
            "Put quotes round text that holds a colon, and indent by spaces.",
        )
        return None
    except ValueError as problem:
        notes.note(path, 1, f"The front matter cannot be read: {problem}.", "Write dates like 2026-11-02.")
        return None
    if not isinstance(meta, dict):
        notes.note(path, 2, "The front matter is not a list of `key: value` lines.", "Write for example `kind: page`.")
        return None
    return meta
