"""What one PeerLMS instance has composed, within reach of a request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from flask import Flask, Request, current_app, g, request
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.db.schema import CORE, Schema
from lms.core.db.unit import Database
from lms.core.files import FileStore
from lms.core.settings import Settings
from lms.version import VERSION

if TYPE_CHECKING:
    from lms.core.ui.chrome import Menu
    from lms.core.ui.environment import Ui

KEY = "peer_lms"

# What stands behind a proxy, by the way Werkzeug documents for speed: every page asks for it dozens of times.
_this_app: Callable[[], Flask] = cast("Any", current_app)._get_current_object  # noqa: SLF001
this_request: Callable[[], Request] = cast("Any", request)._get_current_object  # noqa: SLF001


class Arriving(Exception):
    """Whom the host has signed in is not whom this browser's session is of: run `settle` first, in a unit of its own.

    Raised by `identify`: a page that is only read runs in a unit that cannot write.
    """

    def __init__(self, settle: Callable[[Session], None]) -> None:
        super().__init__("somebody arrives")
        self.settle = settle


@dataclass(frozen=True)
class Runtime:
    """One composed instance: nothing in it changes after start.

    `identify` finds who asks; `whose` finds whose a session was that has run out.
    `prefix` is the path it is mounted at; `hosted` says that another app signs people in.
    """

    owner: object
    settings: Settings
    database: Database
    files: FileStore
    ui: "Ui"
    menu: "Menu"
    hooks: Any
    identify: Callable[[Session], Actor]
    whose: Callable[[Session, str], UUID | None]
    permissions: Mapping[str, frozenset[str]]
    plugins: tuple[Any, ...] = ()
    schemas: tuple[Schema, ...] = (CORE,)
    prefix: str = ""
    hosted: bool = False
    version: str = VERSION


def runtime() -> Runtime:
    """The instance that serves this app."""
    found: Runtime = _this_app().extensions[KEY]
    return found


def actor() -> Actor:
    """Whoever makes this request; NOBODY when signed out."""
    found: Actor = g.lms_actor
    return found


def halfway() -> bool:
    """Whether whoever makes this request has given a password and still owes a second factor."""
    return bool(g.get("lms_half"))
