"""Finding words on a page that no catalogue can translate."""

import json
import re
from collections.abc import Iterator
from gettext import NullTranslations

import sqlalchemy as sa
from lxml.html import HtmlElement
from sqlalchemy.orm import Session

from lms.core.db import Base
from lms.core.sealing.fields import FIELDS

OPEN, SHUT = "⟦", "⟧"
INNER = re.compile(f"{OPEN}[^{OPEN}{SHUT}]*{SHUT}")
MARKS = re.compile(r"[*_`#>\[\]|\\]|\((?:https?|tel|mailto):[^)]*\)")
DATE = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}(, \d\d:\d\d)?")
SHOWN = ("aria-label", "alt", "placeholder", "title")


class Pseudo(NullTranslations):
    """A language in which every translated text stands in brackets."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{SHUT}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{OPEN}{msgid1 if n == 1 else msgid2}{SHUT}"


def folded(text: str) -> str:
    """White space and Markdown marks gone, typographic quotes plain."""
    return " ".join(MARKS.sub(" ", text).split()).replace("’", "'").replace(" ,", ",").replace(" .", ".")


def data_of(session: Session) -> str:
    """Every text in the database, as one haystack; what is sealed, opened."""
    parts: list[str] = []
    for model, fields in FIELDS.items():
        for row in session.scalars(sa.select(model)):
            parts += [text for field in fields for text in texts_of(getattr(row, field.name))]
    for table in Base.metadata.tables.values():
        for row in session.execute(sa.select(table)).all():
            parts += [text for value in row for text in texts_of(value)]
    return "\n".join(folded(part) for part in parts)


def texts_of(value: object) -> Iterator[str]:
    """Every text in a value, keys included, however deep."""
    if isinstance(value, str):
        yield value
        if value[:1] in "[{":
            try:
                yield from texts_of(json.loads(value))
            except ValueError:
                return
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from texts_of(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from texts_of(inner)


def _nodes(html: HtmlElement) -> Iterator[str]:
    for element in html.iter():
        if not isinstance(element.tag, str) or element.tag in {"script", "style", "code", "textarea"}:
            continue
        yield element.text or ""
        yield from (element.get(name) or "" for name in SHOWN)
        for child in element:
            yield child.tail or ""


def bare(html: HtmlElement, data: str) -> list[str]:
    """Words that are neither translated nor data."""
    found = []
    for text in _nodes(html):
        left = text
        while INNER.search(left):
            left = INNER.sub(" ", left)
        left = DATE.sub(" ", left)
        for part in re.split(r"[·:()]| - ", left):
            words = folded(part).strip(" ,.;–-%“”'\"…/→←")
            if re.search(r"[A-Za-zÀ-ž]{2,}", words) and not known(words, data):
                found.append(words)
    return found


def known(words: str, data: str) -> bool:
    """Data as it stands, or several of them in a row: "2. Title, Team"."""
    parts = [part.strip(" .") for part in re.split(r"[,;] |^\d+\. | (?=\d+\.\d+$)", words)]
    return words in data or all(part in data for part in parts)
