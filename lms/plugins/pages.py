"""The pages a plugin brings, tried in an app made for that: each guarded, none in another's place, no reach beyond."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, Flask
from werkzeug.routing import Rule

from lms.core.access import Open, access_of
from lms.plugins.guests import Unfit

__all__ = ["expect_pages"]

Answers = Mapping[str, Any]
# What a blueprint could do to the whole app, the host's own pages included.
REACHING = (
    "before_request_funcs",
    "after_request_funcs",
    "teardown_request_funcs",
    "url_value_preprocessors",
    "url_default_functions",
    "template_context_processors",
)


def expect_pages(answers: Answers, others: Iterable[Answers]) -> None:
    """Raises Unfit unless every page is declared, asks for a known permission, and is where no other page is."""
    earlier = list(others)
    before, after = _tried(earlier), _tried([*earlier, answers])
    new = [rule for rule in after.url_map.iter_rules() if rule.endpoint not in before.view_functions]
    known = {str(name) for part in [*earlier, answers] for name in part.get("permissions", ())} | set(Open)
    _expect_declared(after, new, known)
    _expect_free(before, new)
    _expect_no_reach(after)
    _expect_menu(after, answers, known)


def _tried(parts: Iterable[Answers]) -> Flask:
    app, root = Flask("tried", static_folder=None), Blueprint("lms", "lms")
    for part in parts:
        for blueprint in part.get("blueprints", ()):
            root.register_blueprint(blueprint)
    app.template_context_processors[None].clear()
    app.register_blueprint(root)
    return app


def _expect_declared(app: Flask, rules: Iterable[Rule], known: set[str]) -> None:
    for rule in rules:
        access = access_of(app.view_functions[rule.endpoint])
        if access is None:
            raise Unfit(f"Its page {rule.rule} does not declare who may open it.")
        if access.permission not in known:
            raise Unfit(f"Its page {rule.rule} asks for the permission {access.permission}, which nobody names.")


def _expect_free(before: Flask, rules: Iterable[Rule]) -> None:
    taken = {(_place(rule), method) for rule in before.url_map.iter_rules() for method in rule.methods or ()}
    for rule in rules:
        if {(_place(rule), method) for method in rule.methods or ()} & taken:
            raise Unfit(f"Its page {rule.rule} stands where there is a page already.")


def _place(rule: Rule) -> str:
    return re.sub(r"<[^>]+>", "<>", rule.rule)


def _expect_no_reach(app: Flask) -> None:
    reaching = [kind for kind in REACHING if getattr(app, kind).get(None)]
    if reaching or app.error_handler_spec.get(None):
        raise Unfit(f"Its blueprint reaches beyond its own pages ({', '.join(reaching) or 'error pages'}).")


def _expect_menu(app: Flask, answers: Answers, known: set[str]) -> None:
    plain = {rule.endpoint for rule in app.url_map.iter_rules() if not rule.arguments}
    for item in answers.get("menu", ()):
        if f"lms.{item.endpoint}" not in plain:
            raise Unfit(f"Its menu leads to {item.endpoint}, and there is no such page that opens without an id.")
        unknown = sorted({str(permission) for permission in item.permissions} - known)
        if unknown:
            raise Unfit(f"Its menu asks for permissions nobody names: {', '.join(unknown)}.")
