"""PeerLMS: composes settings, database, plugins and pages into a Flask app, ours or a host's."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
from flask import Blueprint, Flask
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from lms.core import settings as settings_of
from lms.core.access import Actor
from lms.core.db import Database, make_engine
from lms.core.files import LocalStore
from lms.core.masters import masters_of
from lms.core.s3 import s3_store
from lms.core.settings import Settings
from lms.core.ui import Ui
from lms.core.ui.chrome import Menu
from lms.core.web.errors import add_error_pages
from lms.core.web.guard import deny_undeclared, guarded, without_nul
from lms.core.web.headers import close_request, open_request
from lms.core.web.neighbours import expect_room, spare_our_forms
from lms.core.web.runtime import KEY, Runtime
from lms.core.web.service import BARE, add_service_routes
from lms.people.hosting import identify_in_host
from lms.people.identity import identify, whose
from lms.plugins.loader import Loaded, load

__all__ = ["PeerLMS"]


class PeerLMS:
    """The Flask extension: `PeerLMS(app, url_prefix="/training")`, or `PeerLMS(...)` and later `init_app(app)`.

    `plugins` are objects with hooks, for this app only; `own_door` is for an app that is all ours: we sign people in.
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        url_prefix: str = "",
        plugins: Iterable[Any] = (),
        engine: Engine | None = None,
        own_door: bool = False,
    ) -> None:
        self._prefix = url_prefix
        self._given = tuple(plugins)
        self._engine = engine
        self._own_door = own_door
        self.loaded: Loaded | None = None
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Add the LMS to an app. Touches nothing of the app's own but `app.extensions["peer_lms"]` and one blueprint.

        Raises NotReady when a setting cannot be used, or the place is taken.
        """
        expect_room(app, self._prefix)
        settings = settings_of.load(app.config)
        self.loaded = load(self._given)
        app.extensions[KEY] = self._compose(settings, self.loaded)
        app.register_blueprint(_root(self.loaded), url_prefix=self._prefix or None)
        _guard_views(app)
        self.loaded.manager.hook.wire(owner=self)

    def _compose(self, settings: Settings, loaded: Loaded) -> Runtime:
        permissions = _by_role(loaded.hooks.permissions())

        def identified(session: Session) -> Actor:
            return (identify if self._own_door else identify_in_host)(session, permissions)

        engine = self._engine or make_engine(settings.database, counted=settings.server_timing)
        files = s3_store(settings.files) if settings.files else LocalStore(settings.data_dir.resolve() / "files")
        return Runtime(
            owner=self,
            settings=replace(settings, base_url=f"{settings.base_url}{self._prefix}" if settings.base_url else ""),
            database=Database(engine, self, masters_of(settings), secret=settings.secret_key, files=files),
            files=files,
            ui=Ui(loaded.packages, _bytecode_cache(settings.cache)),
            hooks=loaded.hooks,
            identify=identified,
            whose=whose,
            permissions=permissions,
            plugins=tuple(loaded.plugins),
            schemas=loaded.schemas,
            menu=Menu(loaded.hooks.menu()),
            prefix=self._prefix,
            hosted=not self._own_door,
        )


def _by_role(parts: Iterable[Mapping[str, Iterable[str]]]) -> dict[str, frozenset[str]]:
    roles: dict[str, set[str]] = defaultdict(set)
    for part in reversed(list(parts)):
        for permission, holders in part.items():
            for role in holders:
                roles[str(role)].add(str(permission))
    return {role: frozenset(permissions) for role, permissions in roles.items()}


def _bytecode_cache(cache: Path) -> jinja2.BytecodeCache:
    place = cache / "templates"
    place.mkdir(parents=True, exist_ok=True)
    return jinja2.FileSystemBytecodeCache(str(place))


def _root(loaded: Loaded) -> Blueprint:
    root = Blueprint("lms", "lms")
    root.url_value_preprocessor(spare_our_forms)
    root.before_request(open_request)
    root.before_request(deny_undeclared)
    root.before_request(without_nul)
    root.after_request(close_request)
    add_error_pages(root)
    add_service_routes(root)
    for part in reversed(loaded.hooks.blueprints()):
        for blueprint in part:
            root.register_blueprint(blueprint)
    return root


def _guard_views(app: Flask) -> None:
    for endpoint, view in list(app.view_functions.items()):
        if endpoint.startswith("lms.") and endpoint not in BARE:
            app.view_functions[endpoint] = guarded(view)
