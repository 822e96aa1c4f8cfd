"""A programme's folder as one checked value."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from modules.importing import bodies
from modules.importing.activities import read_activity
from modules.importing.document import Document, line_of, read_document
from modules.importing.fields import Reader
from modules.importing.own import OWN, Kinds
from modules.importing.problems import ContentProblems, Notebook

__all__ = ["ModuleFile", "ProgrammeFile", "read_programme"]

FOLDER = re.compile(r"(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)")
MOST_FILES = 2000
TAKEN = {"break", "glossary"}  # addresses below a programme that are not modules


@dataclass(frozen=True)
class ModuleFile:
    """One module as it was read: its slug, columns, activities' columns, and the documents behind them."""

    slug: str
    facts: dict[str, Any]
    activities: list[dict[str, Any]]
    documents: Sequence[Document]


@dataclass(frozen=True)
class ProgrammeFile:
    """A whole programme as it was read. `digest` is that of every file that was read, names included."""

    slug: str
    version: str
    facts: dict[str, Any]
    digest: str
    modules: list[ModuleFile] = field(default_factory=list)
    glossary: list[dict[str, str]] = field(default_factory=list)
    documents: Sequence[Document] = ()


def read_programme(folder: Path, kinds: Kinds = OWN) -> ProgrammeFile:
    """Read and check a programme's folder; `kinds` are those of its activities.

    Raises ContentProblems with every mistake found.
    """
    notes = Notebook(folder)
    main = folder / "programme.md"
    if not main.exists():
        write = "Name the folder of a programme, e.g. modules/content/foundations."
        notes.note(main, 1, "There is no programme.md here.", write)
        raise ContentProblems(notes.problems)
    if len(list(islice(folder.rglob("*"), MOST_FILES + 1))) > MOST_FILES:
        notes.note(main, 1, f"There are more than {MOST_FILES} files here.", "Name the folder of one programme.")
        raise ContentProblems(notes.problems)
    document = read_document(main, notes)
    modules = [module for place in _folders(folder, notes) if (module := _module(place, kinds, notes))]
    _check_order(main, modules, notes)
    found = _programme(document, folder, modules, notes) if document else None
    if notes.problems or found is None:
        raise ContentProblems(notes.problems)
    return found


def _folders(folder: Path, notes: Notebook) -> Iterator[Path]:
    """The modules' folders; hidden ones, such as those of version control, are passed over."""
    for place in sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")):
        if FOLDER.fullmatch(place.name) and not place.is_symlink():
            yield place
        else:
            notes.note(place, 1, "This folder is not a module.", "Name it like `03-listening`.")


def _programme(document: Document, folder: Path, modules: list[ModuleFile], notes: Notebook) -> ProgrammeFile:
    read = Reader(document, notes)
    read.kind("programme")
    facts = {
        "title": read.text("title", longest=200),
        "nation": read.text("nation", longest=60),
        "edition": read.text("edition", longest=120),
        "summary": read.text("summary", longest=2000),
        "help_now": read.text("help_now", longest=4000),
        "intro": bodies.prose(read),
        "hours": read.number("hours", most=2000),
        "law_checked": read.day("law_checked"),
    }
    if not modules:
        write = "Add a folder like `01-starting-well` with a module.md."
        notes.note(document.path, 1, "The programme has no modules.", write)
    place = folder / "glossary.md"
    terms = read_document(place, notes) if place.exists() else None
    read_files = [document, *([terms] if terms else []), *(d for module in modules for d in module.documents)]
    return ProgrammeFile(
        slug=read.slug("slug"),
        version=read.version("version"),
        facts=facts,
        digest=_digest(folder, read_files),
        modules=modules,
        glossary=bodies.glossary(Reader(terms, notes)) if terms else [],
        documents=read_files,
    )


def _digest(folder: Path, documents: Sequence[Document]) -> str:
    whole = hashlib.sha256()
    for document in sorted(documents, key=lambda d: d.path):
        whole.update(f"{document.path.relative_to(folder).as_posix()}\0{document.text}\0".encode())
    return whole.hexdigest()


def _module(place: Path, kinds: Kinds, notes: Notebook) -> ModuleFile | None:
    main, slug = place / "module.md", place.name[3:]
    if not main.exists():
        notes.note(place, 1, "There is no module.md in this folder.", "Add one with `kind: module`.")
        return None
    document = read_document(main, notes)
    others = sorted(path for path in place.glob("*.md") if path != main and not path.name.startswith("."))
    found = [
        (read, facts)
        for path in others
        if (read := read_document(path, notes)) and (facts := read_activity(read, kinds, notes))
    ]
    activities = [facts for _read, facts in found]
    if document is None:
        return None
    if slug in TAKEN or len(slug) > 80:
        notes.note(place, 1, f"A module cannot be called `{slug[:40]}`.", "Give the folder another, shorter name.")
    facts = _facts(document, notes)
    _check_names(found, notes)
    _check_outcomes(found, [outcome["id"] for outcome in facts["outcomes"]], notes)
    return ModuleFile(slug, facts, activities, [document, *(read for read, _facts in found)])


def _facts(document: Document, notes: Notebook) -> dict[str, Any]:
    read = Reader(document, notes)
    read.kind("module")
    return {
        "number": read.whole("number", least=1, most=99),
        "title": read.text("title", longest=200),
        "intro": bodies.prose(read),
        "assessment": read.text("assessment"),
        "guided_hours": read.number("guided_hours", most=500),
        "own_hours": read.number("own_hours", most=500),
        "law_checked": read.day("law_checked"),
        "content_notice": read.text("content_notice", longest=1000),
        "opens_after": read.texts("opens_after", needed=True),
        "outcomes": read.outcomes(),
        "reviewed_by": read.texts("reviewed_by"),
    }


def _check_names(found: list[tuple[Document, dict[str, Any]]], notes: Notebook) -> None:
    seen: set[str] = set()
    for document, facts in found:
        if facts["slug"] in seen:
            says = f"Two files of this module have the same name after the number: `{facts['slug']}`."
            notes.note(document.path, 1, says, "Rename one of them.")
        seen.add(facts["slug"])


def _check_outcomes(found: list[tuple[Document, dict[str, Any]]], known: list[str], notes: Notebook) -> None:
    for document, facts in found:
        for question in facts["body"].get("questions", ()):
            if question["outcome"] not in known:
                says = f"A question names the outcome `{question['outcome']}`, which module.md does not have."
                notes.note(document.path, question["line"], says, f"Write one of: {', '.join(sorted(known))}.")
            del question["line"]


def _check_order(main: Path, modules: list[ModuleFile], notes: Notebook) -> None:
    """Names and numbers are each used once, and modules open after earlier ones only, so never in a circle."""
    by_slug = {module.slug: module for module in modules}
    if len(by_slug) < len(modules):
        notes.note(main, 1, "Two module folders have the same name after the number.", "Rename one.")
    numbers: set[int] = set()
    for module in modules:
        number, document = module.facts["number"], module.documents[0]
        if number in numbers:
            notes.note(
                document.path,
                line_of(document, "number"),
                f"Two modules have the number {number}.",
                "Give each its own.",
            )
        numbers.add(number)
        for before in module.facts["opens_after"]:
            other = by_slug.get(before)
            if other is None or other.facts["number"] >= number:
                says = f"`opens_after` names `{before}`, which is not a module before this one."
                earlier = ", ".join(sorted(s for s, m in by_slug.items() if m.facts["number"] < number)) or "[]"
                notes.note(
                    document.path,
                    line_of(document, "opens_after"),
                    says,
                    f"Write modules that come earlier: {earlier}.",
                )
