"""What stands around a page: the menu, the cards of the home page, who is signed in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import request

from lms.core.access import Actor
from lms.core.text import Text
from lms.core.ui.links import url
from lms.core.verdict import Link
from lms.core.web.runtime import Runtime


class CardKind(StrEnum):
    """The two halves of a home page."""

    NEXT = "next"
    WAITING = "waiting"


@dataclass(frozen=True)
class Card:
    """One thing on a home page: what to do next, or what waits on whom.

    `weight` orders cards, lightest first; `count` shows how many there are of it.
    """

    kind: CardKind
    title: Text
    body: Text = ""
    link: Link | None = None
    action: Text = ""
    who: Text = ""
    weight: int = 50
    count: int | None = None


@dataclass(frozen=True)
class MenuItem:
    """One entry of the menu, shown to whoever holds one of the permissions somewhere.

    With `footer` it stands at the foot of every page and on the welcome page, for strangers too if Open.PUBLIC.
    """

    label: Text
    endpoint: str
    permissions: tuple[str, ...]
    weight: int = 50
    footer: bool = False


@dataclass(frozen=True)
class Shown:
    """A menu entry as this person sees it on this page."""

    label: str
    href: str
    current: bool


class Menu:
    """Every feature's entries, lightest first; sorted and sifted once for each set of permissions."""

    def __init__(self, parts: Iterable[Iterable[MenuItem]] = ()) -> None:
        self._items = sorted((item for part in parts for item in part), key=lambda item: item.weight)
        self._known: dict[tuple[frozenset[str], bool], Sequence[MenuItem]] = {}

    def allowed(self, actor: Actor, *, footer: bool) -> Sequence[MenuItem]:
        """The entries this actor may use: people who hold the same permissions see the same."""
        key = frozenset(actor.held), footer
        if key not in self._known:
            mine = (item for item in self._items if any(actor.can(p) for p in item.permissions))
            self._known[key] = [item for item in mine if item.footer is footer]
        return self._known[key]


def menu_for(runtime: Runtime, actor: Actor, *, footer: bool = False) -> Sequence[Shown]:
    """The entries this actor may use, in order, the current one marked."""
    where = request.path
    shown = [(item, url(item.endpoint)) for item in runtime.menu.allowed(actor, footer=footer)]
    best = max(
        # Home's own address ends in a slash: everything lies below it, and yet it is one page only.
        (href for _item, href in shown if where == href or (href[-1] != "/" and where.startswith(f"{href}/"))),
        key=len,
        default="",
    )
    return [Shown(str(item.label), href, href == best) for item, href in shown]
