"""What stands where in a host app: everything a guest could move without any page showing it at once."""

import logging
import warnings
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

OURS = "peer_lms"
SESSION = ("before_flush", "after_flush", "before_commit", "after_commit", "after_begin", "do_orm_execute")
ENGINE = ("before_cursor_execute", "after_cursor_execute", "begin")


def names(functions: Iterable[Callable[..., Any]] | None) -> list[str]:
    """Functions by name."""
    return [function.__qualname__ for function in functions or ()]


def handlers(app: Flask) -> list[str]:
    """What answers for which error, anywhere in the app."""
    kinds = [(kind, handler) for found in app.error_handler_spec[None].values() for kind, handler in found.items()]
    return sorted(f"{kind} {handler.__module__} {handler.__qualname__}" for kind, handler in kinds)


def settings(app: Flask) -> list[str]:
    """The app's settings but for ours, and for the folder, which each tour has to itself."""
    kept = {name: value for name, value in app.config.items() if not name.startswith("PEER_LMS_")}
    kept.pop("SQLALCHEMY_DATABASE_URI")
    return sorted(f"{name} {value}" for name, value in kept.items())


def listeners(app: Flask) -> list[str]:
    """Who hears what the host does with its own database."""
    database = app.extensions["sqlalchemy"]
    with app.app_context():
        session, engine = database.session().dispatch, database.engine.dispatch
    found = [(name, getattr(session, name)) for name in SESSION] + [(name, getattr(engine, name)) for name in ENGINE]
    return [f"{name} {heard.__module__}.{heard.__qualname__}" for name, all_heard in found for heard in all_heard]


def names_of_handlers(logger: logging.Logger) -> list[str]:
    """The kinds of a logger's handlers."""
    return [type(handler).__name__ for handler in logger.handlers]


def furniture(app: Flask) -> dict[str, str]:
    """Each thing as text, so that two apps can be compared."""
    found = {
        "session interface": type(app.session_interface).__name__,
        "error handlers": handlers(app),
        "before": names(app.before_request_funcs.get(None)),
        "after": names(app.after_request_funcs.get(None)),
        "teardown": names([*app.teardown_request_funcs.get(None, []), *app.teardown_appcontext_funcs]),
        "processors": names(app.template_context_processors[None]),
        "preprocessors": names(app.url_value_preprocessors.get(None)),
        "filters": {name: str(getattr(f, "__qualname__", f)) for name, f in app.jinja_env.filters.items()},
        "globals": sorted(app.jinja_env.globals),
        "loader": type(app.jinja_loader),
        "extensions": sorted(set(app.extensions) - {OURS}),
        "settings": settings(app),
        "rules": sorted(rule.rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/training/")),
        "blueprints": [name for name in app.blueprints if name.partition(".")[0] != "lms"],
        "login": [app.login_manager.login_view, app.login_manager._user_callback.__module__],
        "tables": sorted(app.extensions["sqlalchemy"].metadata.tables),
        "commands": sorted(app.cli.commands),
        "listeners": listeners(app),
        "logging": [logging.root.level, logging.root.handlers, app.logger.level, names_of_handlers(app.logger)],
        "warnings": warnings.filters,
    }
    return {name: str(thing) for name, thing in found.items()}
