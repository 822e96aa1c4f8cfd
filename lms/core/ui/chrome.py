"""What stands around a page: the menu, the cards of the home page, who is signed in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from gettext import NullTranslations

from flask import request
from markupsafe import Markup

from lms.core.access import Actor
from lms.core.text import Text, catalogue
from lms.core.ui.links import url
from lms.core.ui.reading import classes
from lms.core.verdict import Link
from lms.core.web.browser import notices, sent_reading
from lms.core.web.headers import nonce
from lms.core.web.runtime import Runtime, runtime

# Who may do the same, below the same address, in the same language.
Key = tuple[frozenset[str], str, NullTranslations]


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


@dataclass(frozen=True, slots=True)
class Shown:
    """A menu entry as this person sees it on this page."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Chrome:
    """What the layout shows around a page."""

    organisation: str
    service_name: str
    demo: bool
    menu: Sequence[Shown]
    footer: Sequence[Shown]
    foot: Markup
    notices: Sequence[str]
    nonce: str
    reading: str


class Menu:
    """Every feature's entries, lightest first; sorted and sifted once for each set of permissions."""

    def __init__(self, parts: Iterable[Iterable[MenuItem]] = ()) -> None:
        self._items = sorted((item for part in parts for item in part), key=lambda item: item.weight)
        self._known: dict[tuple[bool, Key], Sequence[Shown]] = {}
        self._feet: dict[Key, Markup] = {}

    def allowed(self, actor: Actor, *, footer: bool = False) -> Sequence[Shown]:
        """The entries this actor may use, in the reader's words: people who may do the same see the same."""
        key = footer, self._key(actor)
        if key not in self._known:
            mine = (item for item in self._items if item.footer is footer and any(map(actor.can, item.permissions)))
            self._known[key] = [Shown(str(item.label), url(item.endpoint), current=False) for item in mine]
        return self._known[key]

    def foot(self, actor: Actor, ours: Runtime) -> Markup:
        """The foot of this actor's pages, whatever the page: made once for all who may do the same."""
        key = self._key(actor)
        if key not in self._feet:
            links, help_now = self.allowed(actor, footer=True), ours.settings.help_now
            given = {"links": links, "demo": _is_demo(ours), "help_now": help_now}
            self._feet[key] = ours.ui.piece("lms/foot.jinja", "foot", **given)
        return self._feet[key]

    def _key(self, actor: Actor) -> Key:
        return frozenset(actor.held), request.script_root, catalogue()


def _is_demo(ours: Runtime) -> bool:
    return ours.settings.demo and not ours.hosted


def menu_for(ours: Runtime, actor: Actor) -> Sequence[Shown]:
    """The entries of the menu that this actor may use, in order, the current one marked."""
    shown, where = ours.menu.allowed(actor), request.path
    # Home's own address ends in a slash: everything lies below it, and yet it is one page only.
    around = (one for one in shown if where == one.href or (one.href[-1] != "/" and where.startswith(f"{one.href}/")))
    best = max(around, key=lambda one: len(one.href), default=None)
    return [replace(one, current=True) if one is best else one for one in shown]


def chrome_for(actor: Actor) -> Chrome:
    """What stands around this reader's page."""
    ours = runtime()
    settings = ours.settings
    return Chrome(
        organisation=settings.organisation,
        service_name=settings.service_name,
        demo=_is_demo(ours),
        menu=menu_for(ours, actor),
        footer=ours.menu.allowed(actor, footer=True),
        foot=ours.menu.foot(actor, ours),
        notices=notices(),
        nonce=nonce(),
        reading=classes(actor.reading or sent_reading()),
    )
