"""Rules about what a module says that somebody could check: each statement has a source, looked at of late."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from modules.checking.file_rules import OLDEST
from modules.checking.findings import Finding, at
from modules.checking.prose import body_lines
from modules.importing.document import Document, line_of
from modules.importing.read import ModuleFile
from modules.models import ActivityKind

__all__ = ["OF_ALL", "looked_at"]

# A law by its name: “Care Act 2014”, “the Equality Act”, “UK GDPR”. Its year may be left out.
LAW = re.compile(r"\b(?:[A-Z][a-z]+ (?:and [A-Z][a-z]+ )?)+(?:Act|Regulations|Code of Practice)\b|\bGDPR\b")
SAYS = {ActivityKind.PAGE, ActivityKind.SCENARIO, ActivityKind.QUIZ}


def _sources(module: ModuleFile) -> tuple[Document, list[dict[str, object]]] | None:
    for document, facts in zip(module.documents[1:], module.activities, strict=True):
        if facts["kind"] == ActivityKind.SOURCES:
            return document, facts["body"]["facts"]
    return None


def has_easy_read(module: ModuleFile) -> Iterator[Finding]:
    """There is an easy read."""
    if not any(facts["kind"] == ActivityKind.EASY_READ for facts in module.activities):
        yield at("no-easy-read", module.documents[0], 1, "The module has no easy read.", "Add easy-read.md.")


def has_sources(module: ModuleFile) -> Iterator[Finding]:
    """There is a list of what can be checked."""
    if _sources(module) is None:
        yield at("no-sources", module.documents[0], 1, "The module does not name its sources.", "Add sources.md.")


def laws_have_sources(module: ModuleFile) -> Iterator[Finding]:
    """A file that names a law is named by a statement with a source."""
    found = _sources(module)
    named = {page for fact in (found[1] if found else ()) for page in fact["pages"]}  # type: ignore[attr-defined]
    for document, facts in zip(module.documents[1:], module.activities, strict=True):
        if found is None or facts["kind"] not in SAYS or facts["slug"] in named:
            continue
        for number, line in body_lines(document):
            if law := LAW.search(line):
                says = f"Here is “{law[0]}”, and no statement of sources.md is about this file."
                yield at("law-without-source", document, number, says, f"Add one with `pages: [{facts['slug']}]`.")
                break


def looked_at(module: ModuleFile, *, today: date) -> Iterator[Finding]:
    """Each statement was looked at in the last year, and not tomorrow."""
    for document, facts in filter(None, (_sources(module),)):
        for fact in facts:
            checked, line = date.fromisoformat(str(fact["checked"])), line_of(document, f"id: {fact['id']}")
            if checked > today:
                says = f"The statement `{fact['id']}` was looked at on {checked}, which is still to come."
                yield at("fact-date-to-come", document, line, says, "Write the day on which somebody looked.")
            elif today - checked > OLDEST:
                says = f"The statement `{fact['id']}` was last looked at on {checked}, more than a year ago."
                yield at("fact-date-old", document, line, says, "Look it up, then write today's date.")


OF_ALL: Sequence[Callable[[ModuleFile], Iterator[Finding]]] = (has_easy_read, has_sources, laws_have_sources)
