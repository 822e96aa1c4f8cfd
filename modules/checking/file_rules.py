"""Rules about one file, whatever its kind."""

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from modules.checking.findings import Finding, Level, at, at_key
from modules.checking.prose import body_lines, plain, prose_of
from modules.checking.reading_age import reading_ages, sentences, words
from modules.importing.document import Document

__all__ = ["dated", "easy_to_read", "headings", "help_is_near", "links", "short_sentences", "unfinished"]

OLDEST = timedelta(days=365)
EASY = 11.0
ENOUGH = 100  # words from which a formula means something
LONGEST = 35  # words of a sentence
LEARNT = {"page", "scenario", "reflection", "easy-read"}
EASIEST = 9.0  # for an easy read
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
VAGUE = {"", "here", "click here", "link", "this", "this link", "more", "read more"}
UNFINISHED = re.compile(r"\b(?:TODO|TBC|FIXME|XXX|lorem ipsum)\b", re.IGNORECASE)
HEADING = re.compile(r"(#+) ")


def dated(document: Document, *, today: date) -> Iterator[Finding]:
    """Law and policy were looked at in the last year, and not tomorrow."""
    checked = document.meta.get("law_checked")
    if not isinstance(checked, date):
        return
    if checked > today:
        says = f"The law was checked on {checked}, which is still to come."
        yield at_key("law-date-to-come", document, "law_checked", says, "Write the day on which somebody checked it.")
    elif today - checked > OLDEST:
        says = f"The law was last checked on {checked}, more than a year ago."
        yield at_key("law-date-old", document, "law_checked", says, "Check what it says, then write today's date.")


def easy_to_read(document: Document, *, known: Collection[str]) -> Iterator[Finding]:
    """A page for trainees can be read with ease at eleven, an easy read at nine."""
    text = prose_of(document)
    if document.meta.get("kind") not in LEARNT or len(words(text)) < ENOUGH:
        return
    ages, most = reading_ages(text, known), EASIEST if document.meta["kind"] == "easy-read" else EASY
    if ages and ages.middle > most:
        says = f"The reading age is {ages.middle:g}, above {most:g}."
        write = "Shorten sentences, use everyday words, or explain hard ones in glossary.md."
        yield at("reading-age", document, document.first_line, says, write)


def short_sentences(document: Document) -> Iterator[Finding]:
    """Nobody loses the beginning of a sentence before its end."""
    if document.meta.get("kind") not in LEARNT:
        return
    for number, line in body_lines(document):
        for sentence in sentences(plain(line)):
            if (count := len(words(sentence))) > LONGEST:
                says = f"A sentence here has {count} words."
                yield at("long-sentence", document, number, says, "Make two of it.", Level.WARNING)


def links(document: Document) -> Iterator[Finding]:
    """Links lead somewhere safe and say where."""
    for number, line in enumerate(document.text.splitlines(), 1):
        for text, target in LINK.findall(line):
            if not target.startswith(("https://", "tel:", "mailto:")):
                says = f"The link “{text}” leads to `{target}`."
                yield at("link-target", document, number, says, "Give a whole address that begins with https://.")
            if text.strip().casefold() in VAGUE:
                says = f"A link is called “{text}”."
                yield at("link-text", document, number, says, "Say in the link where it leads.")


def headings(document: Document) -> Iterator[Finding]:
    """The title is the only heading of the first rank, and no rank is left out."""
    before = 1
    for number, line in body_lines(document):
        if found := HEADING.match(line):
            rank = len(found[1])
            if rank == 1 or rank > before + 1:
                says, write = (
                    f"This heading begins with {found[1]}.",
                    f"Begin it with {'##' if rank == 1 else '#' * (before + 1)}.",
                )
                yield at("heading-rank", document, number, says, write)
            before = max(rank, 2)


def unfinished(document: Document) -> Iterator[Finding]:
    """Nothing is left for later."""
    for number, line in enumerate(document.text.splitlines(), 1):
        if found := UNFINISHED.search(line):
            yield at("unfinished", document, number, f"Here is “{found[0]}”.", "Finish it, or take it out.")


def help_is_near(document: Document) -> Iterator[Finding]:
    """“Help now” can be rung by pressing it."""
    if document.meta.get("kind") == "programme" and "(tel:" not in str(document.meta.get("help_now")):
        write = "Write it like [116 123](tel:116123)."
        yield at_key("help-number", document, "help_now", "There is no number to ring in `help_now`.", write)
