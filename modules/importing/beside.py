"""What stands beside a module's steps: its easy read, and the sources of what it says."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from lms.plugins import ActivityFile

__all__ = ["Basis", "RestsOn", "easy_read", "sources"]

KEYS = ("id", "text", "pages", "rests_on", "source", "link", "dated", "checked", "basis")


class RestsOn(StrEnum):
    """What a statement rests on."""

    LAW = "law"
    POLICY = "policy"
    RESEARCH = "research"
    HISTORY = "history"
    PRACTICE = "practice"


class Basis(StrEnum):
    """How its writer knew: read in the source on that day, or recalled, so that somebody should confirm it first."""

    READ = "read"
    RECALLED = "recalled"


def easy_read(file: ActivityFile) -> dict[str, Any]:
    """The module's heart in short sentences."""
    if not file.body:
        file.note(file.first_line, "There is nothing to read here.", "Write the text below the front matter.")
    return {"markdown": file.body}


def sources(file: ActivityFile) -> dict[str, Any]:
    """Every statement of a module that somebody could check, with where it comes from and when it was looked at."""
    return {"markdown": file.body, "facts": list(_facts(file))}


def _facts(file: ActivityFile) -> Iterator[dict[str, Any]]:
    for fact in file.records("facts", KEYS):
        wrong = next(_wrong(fact), None)
        if wrong:
            file.problem(f"id: {fact['id']}", f"The fact `{fact['id']}` cannot have {wrong[0]}.", wrong[1])
        else:
            plain = {key: fact[key] for key in KEYS if key not in {"checked", "pages"}}
            yield {
                **{key: str(value).strip() for key, value in plain.items()},
                "pages": list(fact["pages"]),
                "checked": fact["checked"].isoformat(),
            }


def _wrong(fact: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a fact, and what to write instead."""
    pages, checked = fact["pages"], fact["checked"]
    if not isinstance(pages, list) or not pages or not all(isinstance(page, str) for page in pages):
        yield f"`pages: {str(pages)[:40]}`", "Write the slugs of the pages that say it, like `pages: [the-agreement]`."
    if type(checked) is not date:
        yield f"`checked: {str(checked)[:40]}`", "Write the day somebody looked, like `checked: 2026-11-02`."
    for key, allowed in (("rests_on", RestsOn), ("basis", Basis)):
        if fact[key] not in set(allowed):
            yield f"`{key}: {str(fact[key])[:40]}`", f"Write one of: {', '.join(allowed)}."
    if not str(fact["source"] or "").strip():
        yield "no source", "Name the Act and section, the guidance, the paper or the body."
    if fact["link"] and not str(fact["link"]).startswith(("https://", "tel:")):
        yield f"`link: {str(fact['link'])[:60]}`", "Give a whole address that begins with https://, or leave it empty."
