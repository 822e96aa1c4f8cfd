"""The bodies of activities: sections of scenarios, questions of quizzes, terms of glossaries."""

import re
from collections.abc import Iterator
from typing import Any

from modules.importing.document import Document
from modules.importing.problems import Notebook

__all__ = ["glossary", "questions", "scenario"]

OPTION = re.compile(r"^- \[([ xX])\] (.+)$")
FEEDBACK = re.compile(r"^\s+: (.+)$")
OUTCOME = re.compile(r"^outcome: (\S+)$")
CHOICES = 2


def _sections(document: Document) -> Iterator[tuple[int, str, list[tuple[int, str]]]]:
    """Each `## Heading` with its line number and the numbered lines below it; the part before has no heading."""
    line, heading = document.first_line, ""
    held: list[tuple[int, str]] = []
    for number, text in enumerate(document.body.splitlines(), document.first_line):
        if text.startswith("## "):
            yield line, heading, held
            line, heading, held = number, text[3:].strip(), []
        else:
            held.append((number, text))
    yield line, heading, held


def _joined(lines: list[tuple[int, str]]) -> str:
    return "\n".join(text for _number, text in lines).strip()


def scenario(document: Document, notes: Notebook) -> dict[str, Any]:
    """A situation, its choices with what each leads to, and the closing thought."""
    situation, choices, afterwards = "", [], ""
    for line, heading, lines in _sections(document):
        text = _joined(lines)
        if not heading:
            situation = text
        elif heading == "Afterwards":
            afterwards = text
        elif heading.startswith("Choice:"):
            if not text:
                notes.note(document.path, line, "This choice leads nowhere.", "Write below it what happens then.")
            choices.append({"say": heading.removeprefix("Choice:").strip(), "leads_to": text})
        else:
            notes.note(
                document.path, line, f"`## {heading}` is not known here.", "Write `## Choice: …` or `## Afterwards`."
            )
    if len(choices) < CHOICES:
        notes.note(document.path, 1, "A scenario needs two choices or more.", "Add `## Choice: …` sections.")
    if not situation:
        notes.note(document.path, document.first_line, "The situation is missing.", "Tell it before the first choice.")
    return {
        "situation": situation,
        "choices": choices,
        "afterwards": afterwards,
        "no_right_answer": bool(document.meta.get("no_right_answer")),
    }


def questions(document: Document, notes: Notebook) -> tuple[str, list[dict[str, Any]]]:
    """The intro of a quiz, and its questions with options and feedback."""
    intro, found = "", []
    for line, heading, lines in _sections(document):
        if not heading:
            intro = _joined(lines)
        elif heading.startswith("Question:"):
            found.append(_question(document, notes, line, heading.removeprefix("Question:").strip(), lines))
        else:
            notes.note(document.path, line, f"`## {heading}` is not known here.", "Write `## Question: …?`.")
    if not found:
        notes.note(document.path, document.first_line, "The quiz has no questions.", "Add `## Question: …?` sections.")
    return intro, found


def _question(
    document: Document, notes: Notebook, line: int, text: str, lines: list[tuple[int, str]]
) -> dict[str, Any]:
    outcome, options = "", []
    for number, raw in lines:
        if option := OPTION.match(raw):
            options.append({"line": number, "text": option[2].strip(), "right": option[1] != " ", "feedback": ""})
        elif (said := FEEDBACK.match(raw)) and options:
            options[-1]["feedback"] = f"{options[-1]['feedback']} {said[1].strip()}".strip()
        elif named := OUTCOME.match(raw.strip()):
            outcome = named[1]
        elif raw.strip():
            notes.note(
                document.path,
                number,
                "This line is not part of a question.",
                "Write `- [ ] an option`, and below it `  : its feedback`.",
            )
    _check(document, notes, line, options)
    return {"text": text, "outcome": outcome, "options": [{k: v for k, v in o.items() if k != "line"} for o in options]}


def _check(document: Document, notes: Notebook, line: int, options: list[dict[str, Any]]) -> None:
    if len(options) < CHOICES:
        notes.note(document.path, line, "A question needs two options or more.", "Add lines `- [ ] an option`.")
    if not any(option["right"] for option in options):
        notes.note(document.path, line, "No option is right.", "Mark the right one with `- [x]`.")
    for option in options:
        if not option["feedback"]:
            notes.note(
                document.path,
                option["line"],
                "This option has no feedback.",
                "Write below it `  : what to take from this`.",
            )


def glossary(document: Document, notes: Notebook) -> list[dict[str, str]]:
    """Terms and what they mean."""
    found = []
    for line, heading, lines in _sections(document):
        if heading and not _joined(lines):
            notes.note(document.path, line, f"“{heading}” is not explained.", "Write below it what it means.")
        elif heading:
            found.append({"term": heading, "means": _joined(lines)})
    return sorted(found, key=lambda term: term["term"].casefold())
