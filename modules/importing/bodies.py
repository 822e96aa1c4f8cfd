"""The bodies of activities: sections of scenarios, questions of quizzes, terms of glossaries."""

import re
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt

from lms.plugins import ActivityFile

__all__ = ["glossary", "prose", "questions", "scenario"]

OPTION = re.compile(r"^- \[([ xX])\] (.+)$")
FEEDBACK = re.compile(r"^\s+: (.+)$")
OUTCOME = re.compile(r"^outcome: (\S+)$")
CHOICES = 2
MARKDOWN = MarkdownIt("commonmark")


def prose(file: ActivityFile) -> str:
    """The whole body, which readers see as text: markup of HTML and pictures would be dropped, so they are mistakes."""
    for block in MARKDOWN.parse(file.body):
        kinds = {block.type, *(token.type for token in block.children or ())}
        line = file.first_line + (block.map[0] if block.map else 0)
        if kinds & {"html_block", "html_inline"}:
            file.note(line, "There is HTML here.", "Write plain Markdown; put code between backticks.")
        if "image" in kinds:
            file.note(line, "There is a picture here.", "Say in words what it shows.")
    return file.body


def _sections(file: ActivityFile) -> Iterator[tuple[int, str, list[tuple[int, str]]]]:
    """Each `## Heading` with its line number and the numbered lines below it; the part before has no heading."""
    line, heading = file.first_line, ""
    held: list[tuple[int, str]] = []
    for number, text in enumerate(file.body.splitlines(), file.first_line):
        if text.startswith("## "):
            yield line, heading, held
            line, heading, held = number, text[3:].strip(), []
        else:
            held.append((number, text))
    yield line, heading, held


def _joined(lines: list[tuple[int, str]]) -> str:
    return "\n".join(text for _number, text in lines).strip()


def scenario(file: ActivityFile) -> dict[str, Any]:
    """A situation, its choices with what each leads to, and the closing thought."""
    situation, choices, afterwards = "", [], ""
    for line, heading, lines in _sections(file):
        text = _joined(lines)
        if not heading:
            situation = text
        elif heading == "Afterwards":
            afterwards = text
        elif heading.startswith("Choice:"):
            if not text:
                file.note(line, "This choice leads nowhere.", "Write below it what happens then.")
            choices.append({"say": heading.removeprefix("Choice:").strip(), "leads_to": text})
        else:
            file.note(line, f"`## {heading}` is not known here.", "Write `## Choice: …` or `## Afterwards`.")
    if len(choices) < CHOICES:
        file.note(1, "A scenario needs two choices or more.", "Add `## Choice: …` sections.")
    if not situation:
        file.note(file.first_line, "The situation is missing.", "Tell it before the first choice.")
    return {
        "situation": situation,
        "choices": choices,
        "afterwards": afterwards,
        "no_right_answer": bool(file.meta.get("no_right_answer")),
    }


def questions(file: ActivityFile) -> tuple[str, list[dict[str, Any]]]:
    """The intro of a quiz, and its questions with options and feedback."""
    intro, found = "", []
    for line, heading, lines in _sections(file):
        if not heading:
            intro = _joined(lines)
        elif heading.startswith("Question:"):
            found.append(_question(file, line, heading.removeprefix("Question:").strip(), lines))
        else:
            file.note(line, f"`## {heading}` is not known here.", "Write `## Question: …?`.")
    if not found:
        file.note(file.first_line, "The quiz has no questions.", "Add `## Question: …?` sections.")
    return intro, found


def _question(file: ActivityFile, line: int, text: str, lines: list[tuple[int, str]]) -> dict[str, Any]:
    outcome, options = "", []
    for number, raw in lines:
        if option := OPTION.match(raw):
            options.append({"line": number, "text": option[2].strip(), "right": option[1] != " ", "feedback": ""})
        elif (said := FEEDBACK.match(raw)) and options:
            options[-1]["feedback"] = f"{options[-1]['feedback']} {said[1].strip()}".strip()
        elif named := OUTCOME.match(raw.strip()):
            outcome = named[1]
        elif raw.strip():
            file.note(
                number,
                "This line is not part of a question.",
                "Write `- [ ] an option`, and below it `  : its feedback`.",
            )
    _check(file, line, options)
    if not text:
        file.note(line, "The question is missing.", "Write it after `## Question:`.")
    plain = [{k: v for k, v in option.items() if k != "line"} for option in options]
    return {"text": text, "outcome": outcome, "options": plain, "line": line}


def _check(file: ActivityFile, line: int, options: list[dict[str, Any]]) -> None:
    if len(options) < CHOICES:
        file.note(line, "A question needs two options or more.", "Add lines `- [ ] an option`.")
    if not any(option["right"] for option in options):
        file.note(line, "No option is right.", "Mark the right one with `- [x]`.")
    for option in options:
        if not option["feedback"]:
            file.note(
                option["line"],
                "This option has no feedback.",
                "Write below it `  : what to take from this`.",
            )


def glossary(file: ActivityFile) -> list[dict[str, str]]:
    """Terms and what they mean."""
    found = []
    for line, heading, lines in _sections(file):
        if heading and not _joined(lines):
            file.note(line, f"“{heading}” is not explained.", "Write below it what it means.")
        elif heading:
            found.append({"term": heading, "means": _joined(lines)})
    return sorted(found, key=lambda term: term["term"].casefold())
