"""Rules about one module as a whole."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from modules.checking.findings import Finding, Level, at, at_key
from modules.checking.prose import body_lines
from modules.checking.reading_age import words
from modules.checking.table import documents
from modules.importing.document import Document
from modules.importing.read import ModuleFile
from modules.models import BESIDE, ActivityKind

__all__ = ["OF_ALL", "OF_TAUGHT"]

SCENARIOS, CHOICES, QUESTIONS, BANK = 3, 3, 10, 30
PAGES, WORDS = (4, 7), (900, 1800)
# How a notice shows another way through: what to do instead, in what order, or with whom.
WAY = re.compile(
    r"\b(?:instead|skip|leave|another day|come back|read (?:its|the)|start with|your tutor|with somebody|small thing"
    r"|in pieces|in two halves|somebody near)\b",
    re.IGNORECASE,
)
ADAPTED = (("online", "session-online"), ("four", "session-of-four"))
TIMED = re.compile(r"^\|\s*\d{1,2}[:.]\d\d")


def _of(module: ModuleFile, kind: str) -> list[tuple[Document, dict[str, Any]]]:
    found = zip(module.documents[1:], module.activities, strict=True)
    return [(document, facts) for document, facts in found if facts["kind"] == kind]


def way_through(module: ModuleFile) -> Iterator[Finding]:
    """A content notice offers another way through."""
    main = module.documents[0]
    if not WAY.search(module.facts["content_notice"]):
        write = "Say what somebody can do instead: skip it, leave it for another day, or go through it with a tutor."
        yield at_key("no-way-through", main, "content_notice", "The notice shows no other way through.", write)


def outcomes_asked(module: ModuleFile) -> Iterator[Finding]:
    """Each outcome has a question that tries it. Where there is no quiz at all, another rule says so."""
    asked = {q["outcome"] for facts in module.activities for q in facts["body"].get("questions", ())}
    main = module.documents[0]
    for outcome in module.facts["outcomes"]:
        if asked and outcome["id"] not in asked:
            says = f"Nothing in the module tries the outcome `{outcome['id']}`."
            line = next((n for n, text in enumerate(main.text.splitlines(), 1) if f"id: {outcome['id']}" in text), 1)
            yield at("outcome-untried", main, line, says, f"Add a question with `outcome: {outcome['id']}`.")


def enough_scenarios(module: ModuleFile) -> Iterator[Finding]:
    """There are three scenarios or more."""
    if (count := len(_of(module, ActivityKind.SCENARIO))) < SCENARIOS:
        says = f"The module has {count} scenarios."
        yield at("few-scenarios", module.documents[0], 1, says, f"Write {SCENARIOS} or more.")


def scenarios_lead_somewhere(module: ModuleFile) -> Iterator[Finding]:
    """A scenario has three choices or more, and a closing thought."""
    for document, facts in _of(module, ActivityKind.SCENARIO):
        if (count := len(facts["body"]["choices"])) < CHOICES:
            says = f"The scenario has {count} choices."
            yield at("few-choices", document, 1, says, f"Write {CHOICES} or more, none of them silly.")
        if not facts["body"]["afterwards"]:
            yield at("no-afterwards", document, 1, "The scenario has no closing thought.", "Add `## Afterwards`.")


def enough_questions(module: ModuleFile) -> Iterator[Finding]:
    """There is a quiz of ten questions or more; a bank to draw from has thirty."""
    found = _of(module, ActivityKind.QUIZ)
    if not found:
        yield at("no-quiz", module.documents[0], 1, "The module has no quiz.", "Add quiz.md.")
    for document, facts in found:
        count, least = len(facts["body"]["questions"]), BANK if facts["body"].get("draw") else QUESTIONS
        if count < least:
            says = f"The quiz has {count} questions."
            yield at("few-questions", document, document.first_line, says, f"Write {least} or more.")


def questions_ask(module: ModuleFile) -> Iterator[Finding]:
    """A question ends in a question mark, and is asked once."""
    for document, _facts in _of(module, ActivityKind.QUIZ):
        seen: set[str] = set()
        for number, line in body_lines(document):
            if not line.startswith("## Question:"):
                continue
            if not line.rstrip(" \"”’'").endswith("?"):
                yield at("not-a-question", document, number, "This does not ask anything.", "End it with a question.")
            if line in seen:
                yield at("question-twice", document, number, "This question stands here twice.", "Take one out.")
            seen.add(line)


def rest_of_it(module: ModuleFile) -> Iterator[Finding]:
    """There is something to reflect on and a plan for the session."""
    for kind, code, name in (
        (ActivityKind.REFLECTION, "no-reflection", "reflection.md"),
        (ActivityKind.SESSION_PLAN, "no-session-plan", "session-plan.md"),
    ):
        if not _of(module, kind):
            yield at(code, module.documents[0], 1, f"The module has no {name}.", f"Add {name}.")


def plan_can_be_run(module: ModuleFile) -> Iterator[Finding]:
    """A session plan has timings, and says how to run it online and with four people."""
    for document, _facts in _of(module, ActivityKind.SESSION_PLAN):
        if not any(TIMED.match(line) for _number, line in body_lines(document)):
            write = "Add a table whose rows begin like `| 0:00 |`."
            yield at("session-untimed", document, document.first_line, "The plan has no timings.", write)
        for word, code in ADAPTED:
            if word not in document.body.casefold():
                says = f"The plan does not say what changes: {word}."
                yield at(code, document, document.first_line, says, f"Add a paragraph with the word “{word}”.")


def in_one_order(module: ModuleFile) -> Iterator[Finding]:
    """No two things come at the same place, and no two have the same title."""
    for key, code, says in (
        ("position", "same-place", "Two things of this module come at the same place."),
        ("title", "same-title", "Two things of this module have the same title."),
    ):
        seen: set[object] = set()
        for document, facts in zip(module.documents[1:], module.activities, strict=True):
            if facts["kind"] not in BESIDE and facts[key] in seen:
                yield at_key(code, document, "title" if key == "title" else "order", says, "Change one of them.")
            seen.add(facts[key])


def in_measure(module: ModuleFile) -> Iterator[Finding]:
    """Four to seven pages, of 900 to 1,800 words together; more where it earns it."""
    pages, main = documents(module, ActivityKind.PAGE), module.documents[0]
    count = sum(len(words(page)) for page in pages)
    if not PAGES[0] <= len(pages) <= PAGES[1]:
        write = f"Aim at {PAGES[0]} to {PAGES[1]}."
        yield at("pages", main, 1, f"The module has {len(pages)} pages.", write, Level.WARNING)
    if not WORDS[0] <= count <= WORDS[1]:
        write = f"Aim at {WORDS[0]} to {WORDS[1]}, and see whether more is earned."
        yield at("words", main, 1, f"The module's pages have {count} words.", write, Level.WARNING)


Rules = Sequence[Callable[[ModuleFile], Iterator[Finding]]]
OF_ALL: Rules = (way_through, outcomes_asked, scenarios_lead_somewhere, in_one_order)
OF_TAUGHT: Rules = (
    enough_scenarios,
    enough_questions,
    questions_ask,
    rest_of_it,
    plan_can_be_run,
    in_measure,
)
