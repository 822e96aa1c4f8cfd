"""Words on tap: where a term of the glossary first stands in a text, it leads to its meaning at the page's foot.

Terms are looked for in the parsed Markdown, not in HTML: what is text there is text, whatever it looks like. A term is
found as a whole word in any case, also in its plain plural; the longer of two wins. Headings, links and code stay as
they are. An abbreviation is found as it is written only: "IT" is not "it".
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markdown_it.token import Token
from markupsafe import Markup

from lms.core.ui.filters import parsed, rendered

__all__ = ["Explained", "Glossary", "Word", "explained"]

APOSTROPHES = str.maketrans("’", "'")
# Not in the middle of a word or a hyphenated one, and not the beginning of a contraction: "can't" is not "can".
BEFORE, AFTER = r"(?<![\w-])", r"(?![\w-]|['’](?!s\b)\w)"
HISSING = ("s", "x", "z", "ch", "sh")
HEADINGS = {"heading_open", "th_open"}


@dataclass(frozen=True)
class Word:
    """A term and what it means, in Markdown. `slug` names its places on a page."""

    slug: str
    term: str
    means: str


@dataclass(frozen=True)
class Explained:
    """Texts of a page as safe HTML, and the words that were found in them, in the order of the glossary."""

    texts: tuple[Markup, ...]
    words: tuple[Word, ...]


class Glossary:
    """The words of one version of a programme, ready to be looked for. Each instance is its own key in a cache."""

    def __init__(self, terms: Sequence[Mapping[str, str]]) -> None:
        slugs = _slugs([term["term"] for term in terms])
        self.words = tuple(Word(s, t["term"], t["means"]) for s, t in zip(slugs, terms, strict=True))
        self._forms = {_plain(word.term): word for word in reversed(self.words)}
        for word in self.words:
            self._forms.setdefault(_plural(_plain(word.term)), word)
        longest_first = sorted(self._forms, key=len, reverse=True)
        self._pattern = re.compile(f"{BEFORE}(?:{'|'.join(map(_loose, longest_first))}){AFTER}", re.IGNORECASE)

    def found_in(self, text: str) -> Iterator[tuple[re.Match[str], Word]]:
        """Every place of every word in a plain text."""
        for match in self._pattern.finditer(text) if self._forms else ():
            word = self._forms.get(_plain(match[0]))
            if word is not None and (not word.term.isupper() or match[0].startswith(word.term)):
                yield match, word


def _plain(text: str) -> str:
    return " ".join(text.translate(APOSTROPHES).casefold().split())


def _plural(form: str) -> str:
    if form.endswith(HISSING):
        return f"{form}es"
    return f"{form[:-1]}ies" if re.search("[^aeiou]y$", form) else f"{form}s"


def _loose(form: str) -> str:
    return re.escape(form).replace(r"\ ", r"\s+").replace("'", "['’]")


def _slugs(terms: Sequence[str]) -> Iterator[str]:
    seen: set[str] = set()
    for term in terms:
        letters = unicodedata.normalize("NFKD", term.casefold().replace("'", "")).encode("ascii", "ignore").decode()
        stem = re.sub("[^a-z0-9]+", "-", letters).strip("-") or "term"
        slug = next(s for s in (stem, *(f"{stem}-{n}" for n in range(2, len(terms) + 2))) if s not in seen)
        seen.add(slug)
        yield slug


@lru_cache(maxsize=1024)
def explained(glossary: Glossary, sources: tuple[str, ...]) -> Explained:
    """Markdown texts of one page in their order, each word's first place leading to its meaning."""
    seen: set[Word] = set()
    texts = tuple(rendered(_marked(parsed(source), glossary, seen), links=LINKS) for source in sources)
    return Explained(texts, tuple(word for word in glossary.words if word in seen))


LINKS = frozenset({"href", "id", "class"})


def _marked(blocks: Sequence[Token], glossary: Glossary, seen: set[Word]) -> Sequence[Token]:
    for before, block in zip([None, *blocks], blocks, strict=False):
        if block.type == "inline" and not (before and before.type in HEADINGS):
            block.children = list(_line(_joined(block.children or ()), glossary, seen))
    return blocks


def _joined(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens of a line, text over several lines in one piece: a term may be broken at its space."""
    held: Token | None = None
    for token in tokens:
        text = "\n" if token.type == "softbreak" else token.content
        if token.type not in {"text", "softbreak"}:
            if held is not None:
                yield held
            held = None
            yield token
        elif held is None:
            held = _text(text)
        else:
            held.content += text
    if held is not None:
        yield held


def _line(tokens: Iterator[Token], glossary: Glossary, seen: set[Word]) -> Iterator[Token]:
    inside_link = 0
    for token in tokens:
        inside_link += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not inside_link:
            yield from _pieces(token.content, glossary, seen)
        else:
            yield token


def _pieces(text: str, glossary: Glossary, seen: set[Word]) -> Iterator[Token]:
    at = 0
    for match, word in glossary.found_in(text):
        if word not in seen:
            seen.add(word)
            yield _text(text[at : match.start()])
            yield _token("link_open", 1, href=f"#word-{word.slug}", id=f"use-{word.slug}", **{"class": "lms-word"})
            yield _text(match[0])
            yield _token("link_close", -1)
            at = match.end()
    yield _text(text[at:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _token(kind: str, nesting: Any, **attributes: str | float) -> Token:
    return Token(kind, "a", nesting, attrs=attributes)
