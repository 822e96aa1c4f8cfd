"""One content file: front matter, body, and on which line each part stands."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from modules.importing.problems import Notebook

__all__ = ["Document", "line_of", "read_document"]

LARGEST = 500_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
HANDLER = YAMLHandler()


@dataclass(frozen=True)
class Document:
    """A file that could be read: its front matter, its body, the body's first line number, and the whole text."""

    path: Path
    meta: dict[str, Any]
    body: str
    first_line: int
    text: str


class _Loader(yaml.SafeLoader):
    """Plain YAML: no `*name` references, which can grow without end, and no key twice, where the last would win."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="References like `*name` are not read.", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[str] = set()
        for key, _value in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"`{key.value}` stands here twice.", problem_mark=key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def line_of(document: Document, key: str) -> int:
    """The line on which a front-matter key stands, or a whole `id: name`; 1 when it is missing."""
    for number, line in enumerate(document.text.splitlines(), 1):
        if re.match(rf"\s*-?\s*{re.escape(key)}\s*(?::|$)", line):
            return number
    return 1


def read_document(path: Path, notes: Notebook) -> Document | None:
    """The file as a document, or None with the mistake noted."""
    text = _text(path, notes)
    if text is None:
        return None
    if not HANDLER.detect(text):
        says = "The file does not begin with front matter."
        notes.note(path, 1, says, "Begin with a line `---`, then `kind: …`, then `---`.")
        return None
    try:
        front, body = HANDLER.split(text)
    except ValueError:
        notes.note(path, 1, "The front matter is never closed.", "Put a line `---` after it.")
        return None
    meta = _meta(path, front, text.count("\n", 0, text.index(front)), notes)
    below = text.count("\n", 0, len(text) - len(body.lstrip())) + 1
    return None if meta is None else Document(path, meta, body.strip(), below, text)


def _text(path: Path, notes: Notebook) -> str | None:
    """The text of a plain file inside the programme's folder; links and everything else are not followed."""
    if path.is_symlink() or not path.resolve().is_relative_to(notes.root.resolve()):
        notes.note(path, 1, "This is a link to somewhere else.", "Put the file itself here.")
        return None
    if not path.is_file():
        notes.note(path, 1, "This is not a file.", "Keep only text files with names that end in .md here.")
        return None
    if path.stat().st_size > LARGEST:
        notes.note(path, 1, "The file is larger than 500 kB.", "Split it into several pages.")
        return None
    return _decoded(path, notes)


def _decoded(path: Path, notes: Notebook) -> str | None:
    try:
        data = path.read_bytes()
    except OSError:
        notes.note(path, 1, "The file cannot be opened.", "Let this account read it.")
        return None
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        notes.note(path, line, "This is not UTF-8 text.", "Save the file as UTF-8.")
        return None
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        notes.note(path, line, "There is an invisible control character here.", "Type the line again.")
        return None
    return text


def _meta(path: Path, front: str, lines_before: int, notes: Notebook) -> dict[str, Any] | None:
    says, line = "The front matter cannot be read.", 1
    write = "Put quotes round text that holds a colon, and indent by spaces."
    try:
        meta = HANDLER.load(front, Loader=_Loader)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + lines_before + 1 if mark else 1
        own = type(problem) is yaml.MarkedYAMLError and problem.problem
        notes.note(path, line, f"{says} {own}" if own else says, "Write it out once, in full." if own else write)
        return None
    except (ValueError, OverflowError, RecursionError) as problem:
        why = "it is nested too deeply" if isinstance(problem, RecursionError) else str(problem)[:80]
        notes.note(
            path, line, f"The front matter cannot be read: {why}.", "Write dates like 2026-11-02, and keep it flat."
        )
        return None
    if not isinstance(meta, dict):
        notes.note(path, 2, "The front matter is not a list of `key: value` lines.", "Write for example `kind: page`.")
        return None
    return meta
