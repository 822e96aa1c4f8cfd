"""Apps that serve one test after another: making one, and what it finds out while it serves, costs more than most tests."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from engines import Engine
from flask import Flask

from lms.testing import House
from lms.testing.house import Template


class Stock:
    """Houses by what they are set to. Each begins with a database and files of its own, whoever had it before."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count(1)
        self._free: dict[object, list[House]] = defaultdict(list)

    @contextmanager
    def lent(self, engine: Engine, template: Template, **settings: Any) -> Iterator[House]:
        """A house that starts from the template; one whose app was changed meanwhile is not lent again."""
        free = self._free[engine.name, frozenset(settings.items())]
        if free:
            house = free.pop()
            _empty(house.folder)
            engine.refill(house, template)
            house.app._got_first_request = False  # so that a test may still add a route
        else:
            house = House(self._folder / str(next(self._numbers)), template, **settings)
        before = _marks(house.app)
        yield house
        if _marks(house.app) == before:
            house.rest()
            free.append(house)
        else:
            house.close()


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _marks(app: Flask) -> tuple[Any, ...]:
    """What a test would have changed that added to an app or set it otherwise."""
    own = app.extensions["peer_lms"]
    asked = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs, app.error_handler_spec)
    functions = [(name, str(functions)) for kind in asked for name, functions in kind.items()]
    plugins = len(own.owner.loaded.manager.get_plugins())
    return (
        repr(own.settings),
        dict(app.config),
        len(list(app.url_map.iter_rules())),
        functions,
        app.__dict__.get("wsgi_app"),
        plugins,
        id(own),
    )
