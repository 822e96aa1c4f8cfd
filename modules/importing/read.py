"""A programme's folder as one checked value."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from modules.importing import bodies
from modules.importing.document import Document, line_of, read_document
from modules.importing.fields import Reader
from modules.importing.problems import ContentProblems, Notebook
from modules.models import ActivityKind

__all__ = ["ModuleFile", "ProgrammeFile", "read_programme"]

FOLDER = re.compile(r"^(\d\d)-([a-z0-9-]+)$")
PAGE = re.compile(r"^(\d\d)-page-([a-z0-9-]+)$")
MOST_FILES = 2000


@dataclass(frozen=True)
class ModuleFile:
    """One module as it was read: its slug, columns, and its activities' columns."""

    slug: str
    facts: dict[str, Any]
    activities: list[dict[str, Any]]


@dataclass(frozen=True)
class ProgrammeFile:
    """A whole programme as it was read. `digest` is that of every file, names included."""

    slug: str
    version: str
    facts: dict[str, Any]
    digest: str
    modules: list[ModuleFile] = field(default_factory=list)
    glossary: list[dict[str, str]] = field(default_factory=list)


def read_programme(folder: Path) -> ProgrammeFile:
    """Read and check a programme's folder. Raises ContentProblems with every mistake found."""
    notes = Notebook(folder)
    main = folder / "programme.md"
    if not main.is_file():
        notes.note(
            main,
            1,
            "There is no programme.md here.",
            "Name the folder of a programme, e.g. modules/content/foundations.",
        )
        raise ContentProblems(notes.problems)
    document = read_document(main, notes)
    modules = [module for place in _folders(folder, notes) if (module := _module(place, notes))]
    _check_order(folder, modules, notes)
    found = _programme(document, folder, modules, notes) if document else None
    if notes.problems or found is None:
        raise ContentProblems(notes.problems)
    return found


def _folders(folder: Path, notes: Notebook) -> Iterator[Path]:
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        if FOLDER.match(place.name) and not place.is_symlink():
            yield place
        else:
            notes.note(place, 1, "This folder is not a module.", "Name it like `03-listening`.")


def _programme(document: Document, folder: Path, modules: list[ModuleFile], notes: Notebook) -> ProgrammeFile:
    read = Reader(document, notes)
    _kind(read, "programme")
    facts = {
        "title": read.text("title", longest=200),
        "nation": read.text("nation", longest=60),
        "edition": read.text("edition", longest=120),
        "summary": read.text("summary", longest=2000),
        "help_now": read.text("help_now", longest=4000),
        "intro": document.body,
        "hours": read.number("hours", most=2000),
        "law_checked": read.day("law_checked"),
    }
    slug, version = read.text("slug", longest=80), read.text("version", longest=20)
    if not re.fullmatch(r"\d+\.\d+", version):
        read.problem("version", f"`version` cannot be `{version}`.", 'Write it in quotes, like `version: "1.0"`.')
    if not modules:
        notes.note(
            document.path, 1, "The programme has no modules.", "Add a folder like `01-starting-well` with a module.md."
        )
    terms = read_document(folder / "glossary.md", notes) if (folder / "glossary.md").is_file() else None
    glossary = bodies.glossary(terms, notes) if terms else []
    return ProgrammeFile(slug, version, facts, _digest(folder), modules, glossary)


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*.md")):
        whole.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def _kind(read: Reader, wanted: str) -> None:
    kind = read.text("kind")
    if kind != wanted:
        read.problem("kind", f"`kind` is `{kind}`.", f"Write `kind: {wanted}`.")


def _module(place: Path, notes: Notebook) -> ModuleFile | None:
    main = place / "module.md"
    if not main.is_file():
        notes.note(place, 1, "There is no module.md in this folder.", "Add one with `kind: module`.")
        return None
    document = read_document(main, notes)
    if document is None:
        return None
    read = Reader(document, notes)
    _kind(read, "module")
    matched = FOLDER.match(place.name)
    facts: dict[str, Any] = {
        "number": int(read.number("number", least=1, most=99)),
        "title": read.text("title", longest=200),
        "intro": document.body,
        "assessment": read.text("assessment"),
        "guided_hours": read.number("guided_hours", most=500),
        "own_hours": read.number("own_hours", most=500),
        "law_checked": read.day("law_checked"),
        "content_notice": read.text("content_notice", longest=1000),
        "opens_after": read.texts("opens_after"),
        "outcomes": read.records("outcomes", ("id", "text", "areas")),
        "reviewed_by": read.texts("reviewed_by"),
    }
    activities = [found for path in sorted(place.glob("*.md")) if path != main and (found := _activity(path, notes))]
    _check_outcomes(place, facts["outcomes"], activities, notes)
    return ModuleFile(matched[2] if matched else place.name, facts, activities)


def _activity(path: Path, notes: Notebook) -> dict[str, Any] | None:
    document = read_document(path, notes)
    if document is None:
        return None
    read = Reader(document, notes)
    kind = read.text("kind")
    if kind not in set(ActivityKind):
        listed = ", ".join(ActivityKind)
        read.problem("kind", f"`kind` is `{kind}`.", f"Write one of: {listed}.")
        return None
    page = PAGE.match(path.stem)
    slug = page[2] if page else path.stem
    position = (
        int(page[1]) * 10 if page else int(read.number("order", most=9999, needed=kind != ActivityKind.SESSION_PLAN))
    )
    minutes = (
        read.number("minutes", least=1, most=600)
        if kind != ActivityKind.SESSION_PLAN
        else read.number("duration_minutes", most=1000)
    )
    return {
        "slug": slug,
        "kind": ActivityKind(kind),
        "title": read.text("title", longest=200),
        "position": position,
        "minutes": int(minutes),
        "law_checked": read.day("law_checked", needed=kind == ActivityKind.PAGE),
        "body": _body(ActivityKind(kind), document, read, notes),
    }


def _body(kind: ActivityKind, document: Document, read: Reader, notes: Notebook) -> dict[str, Any]:
    if kind is ActivityKind.SCENARIO:
        return bodies.scenario(document, notes)
    if kind is ActivityKind.QUIZ:
        intro, questions = bodies.questions(document, notes)
        mark = read.document.meta.get("pass_mark")
        return {
            "markdown": intro,
            "questions": questions,
            "pass_mark": int(read.number("pass_mark", most=100)) if mark is not None else None,
        }
    if kind is ActivityKind.REFLECTION:
        return {"markdown": document.body, "prompts": read.records("prompts", ("id", "text"))}
    if not document.body:
        notes.note(
            document.path,
            document.first_line,
            "There is nothing to read here.",
            "Write the text below the front matter.",
        )
    return {"markdown": document.body, "group": str(document.meta.get("group", ""))}


def _check_outcomes(
    place: Path, outcomes: list[dict[str, Any]], activities: list[dict[str, Any]], notes: Notebook
) -> None:
    known = {str(outcome["id"]) for outcome in outcomes}
    for activity in activities:
        for question in activity["body"].get("questions", ()):
            if question["outcome"] not in known:
                says = f"A question names the outcome `{question['outcome']}`, which module.md does not have."
                notes.note(place / "quiz.md", 1, says, f"Write one of: {', '.join(sorted(known))}.")


def _check_order(folder: Path, modules: list[ModuleFile], notes: Notebook) -> None:
    slugs = {module.slug: module for module in modules}
    if len(slugs) < len(modules):
        notes.note(folder / "programme.md", 1, "Two module folders have the same name after the number.", "Rename one.")
    for module in modules:
        for before in module.facts["opens_after"]:
            other = slugs.get(before)
            if other is None or other.facts["number"] >= module.facts["number"]:
                file = next(folder.glob(f"*-{module.slug}/module.md"))
                says = f"`opens_after` names `{before}`, which is not a module before this one."
                notes.note(file, line_of(file, "opens_after"), says, f"Write modules that come earlier: {', '.join(sorted(slugs))}.")
