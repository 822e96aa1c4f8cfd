"""What of a file is read as sentences, line by line."""

import re
from collections.abc import Iterator

from modules.importing.document import Document
from modules.importing.read import ProgrammeFile

__all__ = ["body_lines", "known_words", "plain", "prose_of"]

LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
MARKS = re.compile(r"^\s*(?:#+ |[-*] \[[ xX]\] |[-*+] |\d+\. |> |: )+|\*\*|__|`|(?<!\w)[*_]|[*_](?!\w)")
WORKINGS = re.compile(r"^(?:outcome: |\|)")
HEADS = re.compile(r"^## (?:Choice|Question): ?|^## Afterwards$")


def body_lines(document: Document) -> Iterator[tuple[int, str]]:
    """The lines below the front matter, with their numbers."""
    yield from enumerate(document.body.splitlines(), document.first_line)


def plain(line: str) -> str:
    """A line as somebody reads it out: no Markdown, no addresses; nothing for a row of a table."""
    if WORKINGS.match(line):
        return ""
    return MARKS.sub("", LINK.sub(r"\1", HEADS.sub("", line))).strip()


def prose_of(document: Document) -> str:
    """Everything of a file that is read as sentences."""
    return "\n".join(filter(None, (plain(line) for _number, line in body_lines(document))))


def known_words(programme: ProgrammeFile) -> frozenset[str]:
    """The words of the glossary, one and several, in small letters."""
    terms = " ".join(term["term"] for term in programme.glossary).casefold()
    return frozenset(found for word in re.findall(r"[^\W\d_]+", terms) for found in (word, f"{word}s"))
