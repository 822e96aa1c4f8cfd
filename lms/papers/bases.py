"""Lawful bases in plain words: the articles a class of data names, and what each says to the person."""

import re
from collections.abc import Mapping

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l

__all__ = ["ARTICLES", "plain"]

ARTICLE = re.compile(r"\b\d+\(\d\)\([a-z]\)|\b10\b")

ARTICLES: Mapping[str, Text] = {
    "6(1)(b)": _l("you asked for a place or a post, and we could not give it without"),
    "6(1)(c)": _l("the law asks us to"),
    "6(1)(e)": _l("training and employing people well is our public task"),
    "6(1)(f)": _l("it keeps the service and the people in it safe"),
    "9(2)(b)": _l("employment law lets us, with safeguards, where it says something about health"),
    "10": _l("the law on employment checks lets us, where it says something about convictions"),
}


def plain(basis: str) -> list[Text]:
    """What a basis like "Art 6(1)(b) and 9(2)(b)" means, article by article; none for what is not personal."""
    return [ARTICLES[article] for article in ARTICLE.findall(basis) if article in ARTICLES]
