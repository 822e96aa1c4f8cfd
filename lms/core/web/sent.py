"""What a form sent: its fingerprint, its place, and the words in it that may be kept."""

import hashlib
import json
from collections.abc import Iterator
from typing import IO, Any

from flask import g, request

# Not what a person meant: the token, the key, and what a page notes about its own draft.
ASIDE = frozenset({"csrf_token", "_key", "_draft", "_seq", "_save_draft"})
LONGEST_ADDRESS = 500
_PIECE = 1 << 16


def address() -> str:
    """The address of this request as a browser asks for it, its arguments included."""
    return f"{request.script_root}{request.full_path.rstrip('?')}"


def fingerprint() -> str:
    """A hash of where the form went and of everything it said: files by their content, the token and key left out."""
    if "lms_fingerprint" not in g:
        said = sorted((name, value) for name, value in request.form.items(multi=True) if name not in ASIDE)
        files = [(name, file.filename, _content(file.stream)) for name, file in request.files.items(multi=True)]
        g.lms_fingerprint = hashlib.sha256(json.dumps([address(), said, sorted(files)]).encode()).hexdigest()
    found: str = g.lms_fingerprint
    return found


def _content(stream: IO[bytes]) -> str:
    found = hashlib.sha256()
    for piece in iter(lambda: stream.read(_PIECE), b""):
        found.update(piece)
    stream.seek(0)
    return found.hexdigest()


def rewind() -> None:
    """Make the files of this request ready to be read again."""
    for file in request.files.values():
        file.stream.seek(0)


def words() -> dict[str, list[str]]:
    """The form's own fields as they were sent, without passwords; fit for a draft."""
    return {name: values for name, values in request.form.lists() if may_be_kept(name)}


def may_be_kept(name: str) -> bool:
    """True for a field whose words may wait in a draft: never a password's, never what the page sends for itself."""
    return name not in ASIDE and "password" not in name


def place(given: Any) -> str:
    """The address of a page of ours, as a form carries it, or "" when it cannot be one."""
    text = given if isinstance(given, str) else ""
    plain = text.startswith("/") and not text.replace("\\", "/").startswith("//") and text.isprintable()
    return text if plain and len(text) <= LONGEST_ADDRESS else ""


def rest(shown: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Every pair that was sent, apart from those named and the page's own: to be sent again unseen."""
    for name, value in request.form.items(multi=True):
        if name not in shown and name != "_version" and may_be_kept(name):
            yield name, value
