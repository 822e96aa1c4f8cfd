"""Beside a host's own pages: a place that is free, and forms that the host's CSRF guard leaves to ours."""

from typing import Any

from flask import Flask, current_app, request

from lms.core.errors import NotReady
from lms.core.web.runtime import KEY

__all__ = ["expect_room", "spare_our_forms"]


def expect_room(app: Flask, prefix: str) -> None:
    """Raise NotReady when our pages cannot stand at `prefix` without standing in each other's or the host's way."""
    if KEY in app.extensions:
        raise NotReady(
            "This app has a PeerLMS already.", "Make one for each app: a second one needs an app of its own."
        )
    if prefix and (not prefix.startswith("/") or prefix.endswith("/") or "<" in prefix):
        raise NotReady(
            f"PeerLMS cannot be mounted at '{prefix}'.", 'Give a path like "/training": a slash before it, none after.'
        )
    if "lms" in app.blueprints:
        raise NotReady("This app has a blueprint named 'lms', which is our name.", "Give yours another name.")
    inside = [rule.rule for rule in app.url_map.iter_rules() if _within(rule.rule, prefix)]
    if inside:
        raise NotReady(
            f"This app's own page {inside[0]} lies where PeerLMS would be, below '{prefix or '/'}'.",
            'Give PeerLMS a path of its own, e.g. url_prefix="/training".',
        )


def _within(rule: str, prefix: str) -> bool:
    return rule == prefix or rule.startswith(f"{prefix}/")


def spare_our_forms(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Exempt this view from a host's CSRFProtect: our guard checks its forms.

    Runs before any `before_request` of the host, so it does not matter which of the two was set up first.
    """
    protect: Any = current_app.extensions.get("csrf")
    if protect is None:
        return
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and hasattr(protect, "exempt"):
        protect.exempt(view)
