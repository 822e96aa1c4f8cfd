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
    "h5",
    "h6",
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
    """Tokens as safe HTML. `links` are the attributes of a link; writers of Markdown can give it an address only."""
    return _clean(_markdown.renderer.render(tokens, _markdown.options, {}), links)


def markdown_under(source: str, level: int) -> Markup:
    """Markdown whose headings stand right below one of this level and skip none, as those who listen need them to."""
    tokens, ranks = parsed(source), list[int]()
    for token in tokens:
        if token.type == "heading_open":
            while ranks and ranks[-1] >= int(token.tag[1]):
                ranks.pop()
            ranks.append(int(token.tag[1]))
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(level + len(ranks), 6)}"
    return rendered(tokens)


def markdown_inline(source: str) -> Markup:
    """A line of Markdown, for inside a heading or an item."""
    return _clean(_markdown.renderInline(source), PLAIN_LINKS)


def _clean(html: str, links: frozenset[str]) -> Markup:
    """The one place where text becomes markup, and the one sanitiser before it."""
    schemes = {"http", "https", "mailto", "tel"}
    safe = nh3.clean(html, tags=TAGS, attributes={"a": set(links)}, url_schemes=schemes)
    return Markup(safe)  # noqa: S704 - sanitised on the line above


def plain_lines(source: str) -> list[str]:
    """Markdown as plain text: a line for each paragraph, heading and item."""
    inline = (token.children or () for token in _markdown.parse(source) if token.type == "inline")
    return ["".join(_said(child) for child in children) for children in inline]


def _said(token: Token) -> str:
    return " " if token.type in {"softbreak", "hardbreak"} else token.content


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
    "markdown_inline": markdown_inline,
    "markdown_under": markdown_under,
    "paragraphs": paragraphs,
    "initials": initials,
    "filesize": size,
}
