"""The bodies of activities: sections of scenarios, questions of quizzes, terms of glossaries."""

import re
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt

from modules.importing.document import Document
from modules.importing.problems import Notebook

__all__ = ["glossary", "prose", "questions", "scenario"]

OPTION = re.compile(r"^- \[([ xX])\] (.+)$")
FEEDBACK = re.compile(r"^\s+: (.+)$")
OUTCOME = re.compile(r"^outcome: (\S+)$")
CHOICES = 2
MARKDOWN = MarkdownIt("commonmark")


def prose(document: Document, notes: Notebook) -> str:
    """The whole body, which readers see as text: markup of HTML and pictures would be dropped, so they are mistakes."""
    for block in MARKDOWN.parse(document.body):
        kinds = {block.type, *(token.type for token in block.children or ())}
        line = document.first_line + (block.map[0] if block.map else 0)
        if kinds & {"html_block", "html_inline"}:
            notes.note(document.path, line, "There is HTML here.", "Write plain Markdown; put code between backticks.")
        if "image" in kinds:
            notes.note(document.path, line, "There is a picture here.", "Say in words what it shows.")
    return document.body


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
    if not text:
        notes.note(document.path, line, "The question is missing.", "Write it after `## Question:`.")
    plain = [{k: v for k, v in option.items() if k != "line"} for option in options]
    return {"text": text, "outcome": outcome, "options": plain, "line": line}


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
