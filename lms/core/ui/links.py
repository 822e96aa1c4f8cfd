"""Addresses of our own endpoints."""

from typing import Any
from urllib.parse import quote

from flask import Flask, current_app, has_request_context, request, url_for
from werkzeug.routing import Rule

from lms.core.verdict import Link
from lms.core.web.runtime import runtime, this_request
from lms.core.web.service import marked


class Addresses:
    """Builds addresses straight from an app's rules: what url_for would find out each time is found out once.

    An endpoint it cannot answer for (several rules, a host's own defaults or domains) is left to url_for.
    """

    def __init__(self) -> None:
        self._rules: dict[str, Rule | None] = {}
        self._whole: dict[str, str] = {}
        self.assets: dict[str, str] = {}

    def path(self, endpoint: str, params: dict[str, Any]) -> str | None:
        """The path below the app's root, or None when url_for has to be asked."""
        if not params and endpoint in self._whole:
            return self._whole[endpoint]
        if endpoint not in self._rules:
            self._rules[endpoint] = _only_rule(current_app, endpoint)
        rule = self._rules[endpoint]
        given = {name: value for name, value in params.items() if value is not None}
        built = rule.build(given) if rule is not None and rule.arguments <= given.keys() else None
        if built and not params:
            self._whole[endpoint] = built[1]
        return built[1] if built else None


def _only_rule(app: Flask, endpoint: str) -> Rule | None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]
    plain = len(rules) == 1 and not (rules[0].subdomain or rules[0].defaults or rules[0].build_only)
    return rules[0] if plain and not app.url_default_functions and not app.url_map.host_matching else None


def url(endpoint: str, *, _anchor: Any = None, **params: Any) -> str:
    """The address of one of our endpoints, named without the leading `lms.`; `_anchor` is a place on its page."""
    name = f"lms.{endpoint}"
    path = runtime().ui.addresses.path(name, params) if has_request_context() else None
    if path is None:
        return url_for(name, _anchor=_anchor, **params)
    return f"{this_request().script_root}{path}{f'#{quote(_anchor)}' if _anchor else ''}"


def asset(filename: str) -> str:
    """The address of a static file, with a mark of its content: it may be kept for a year, and a new one is fetched."""
    known = runtime().ui.addresses.assets
    if filename not in known:
        path = runtime().ui.addresses.path("lms.static", {"filename": marked(filename)})
        if path is None:
            return url("static", filename=marked(filename))
        known[filename] = path
    return f"{this_request().script_root}{known[filename]}"


def below_home(link: Link) -> str:
    """Where a Link leads, as a path below our home: to be kept, it must not say where we are mounted today."""
    return href(link).removeprefix(f"{request.script_root}{runtime().prefix}")


def at_home(path: str) -> str:
    """The address of a path that `below_home` gave."""
    return f"{request.script_root}{runtime().prefix}{path}"


def href(link: Link) -> str:
    """The address of a Link."""
    return url(link.endpoint, **link.params)
