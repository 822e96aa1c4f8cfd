"""Something already done: the list to choose from, and one of it as it would be copied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import Any

from lms.core.text import Text
from lms.core.ui import href, url
from lms.core.verdict import Link
from lms.plugins import LinkableItem

LINES, LONGEST = 2, 400  # what was asked, and what was said to it


@dataclass(frozen=True)
class Target:
    """What is linked to: the endpoint of its page, and what names it there."""

    endpoint: str
    params: Mapping[str, Any]

    def address(self, item: str | None = None) -> str:
        """The address of the list, or of one item."""
        return url(self.endpoint, **self.params, item=item)

    @property
    def back(self) -> Link:
        """The page of the piece itself."""
        drafted = "evidence_id" in self.params
        return Link("assessments.piece" if drafted else "assessments.new_evidence", self.params)


@dataclass(frozen=True)
class ItemLine:
    """One thing to choose, with its first lines."""

    address: str
    title: Text
    kind: Text
    on: date
    opening: Sequence[str]
    private: bool


@dataclass(frozen=True)
class ChoosePage:
    """Everything that can be linked, newest first."""

    items: Sequence[ItemLine]
    back: str


def choose_page(target: Target, items: Sequence[LinkableItem]) -> ChoosePage:
    """The list for a target."""
    return ChoosePage([_line(target, item) for item in items], href(target.back))


def _line(target: Target, item: LinkableItem) -> ItemLine:
    first = [line for line in str(item.text).splitlines() if line.strip()][:LINES]
    opening = [shorten(line, LONGEST, placeholder=" …") for line in first]
    return ItemLine(target.address(item.key), item.title, item.kind, item.on, opening, item.private)


@dataclass(frozen=True)
class ThisPage:
    """One item as it would be copied."""

    title: Text
    kind: Text
    on: date
    text: str
    private: bool
    original: str
    action: str
    back: str


def this_page(target: Target, item: LinkableItem) -> ThisPage:
    """The page of one item for a target."""
    return ThisPage(
        item.title,
        item.kind,
        item.on,
        str(item.text),
        item.private,
        href(item.link),
        target.address(item.key),
        target.address(),
    )
