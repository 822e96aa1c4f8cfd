"""Which words of a glossary a text uses."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["terms_used", "texts_in"]


def terms_used(glossary: Sequence[Mapping[str, str]], texts: Iterable[str]) -> list[Mapping[str, str]]:
    """The entries whose term, or its plural, stands in one of the texts as a word of its own."""
    whole = "\n".join(texts)
    return [entry for entry in glossary if _wanted(entry["term"]).search(whole)]


def _wanted(term: str) -> re.Pattern[str]:
    """Any way to write a term: “Care plan”, “care plans”; of “Key (KY)” either; short names in capitals as they are."""
    ways = [way.strip() for way in re.split(r"[()/]", term) if way.strip()]
    written = (rf"{re.escape(way)}(?:s|es)?" if way.isupper() else rf"(?i:{re.escape(way)}(?:s|es)?)" for way in ways)
    return re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)")


def texts_in(body: Any) -> Iterable[str]:
    """Every text in an activity's body, however deep."""
    if isinstance(body, str):
        yield body
    elif isinstance(body, Mapping):
        for value in body.values():
            yield from texts_in(value)
    elif isinstance(body, (list, tuple)):
        for value in body:
            yield from texts_in(value)
