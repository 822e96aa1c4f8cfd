"""Small things templates say often."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
PLAIN_LINKS = frozenset({"href"})
TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "h2",
    "h3",
    "h4",
    "hr",
    "li",
    "ol",
    "p",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}


@lru_cache(maxsize=512)
def markdown(source: str) -> Markup:
    """Markdown as safe HTML."""
    return rendered(parsed(source))


def parsed(source: str) -> list[Token]:
    """Markdown as tokens, to be changed before they are rendered."""
    return _markdown.parse(source)


def rendered(tokens: Sequence[Token], *, links: frozenset[str] = PLAIN_LINKS) -> Markup:
    """Tokens as safe HTML: the one place where text becomes markup, and the one sanitiser before it.

    `links` are the attributes that a link may have; writers of Markdown can give it an address only.
    """
    html = nh3.clean(
        _markdown.renderer.render(tokens, _markdown.options, {}),
        tags=TAGS,
        attributes={"a": set(links)},
        url_schemes={"http", "https", "mailto", "tel"},
    )
    return Markup(html)  # noqa: S704 - sanitised on the line above


def paragraphs(source: str) -> list[str]:
    """Plain text as its paragraphs, for templates to escape."""
    return [part.strip() for part in source.split("\n\n") if part.strip()]


def initials(name: str) -> str:
    """Up to two letters for a name."""
    return "".join(part[0] for part in name.split()[:2]).upper()


def size(octets: int) -> str:
    """A file's size as people read it."""
    if octets < 1024 * 1024:
        return f"{max(1, round(octets / 1024))} kB"
    return f"{octets / 1024 / 1024:.1f} MB"


FILTERS: dict[str, Callable[..., Any]] = {
    "markdown": markdown,
    "paragraphs": paragraphs,
    "initials": initials,
    "filesize": size,
}
