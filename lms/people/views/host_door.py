"""The door inside a host app: the host's own sign-in page, and a clear word where that is not enough."""

import functools
from collections.abc import Callable
from typing import Any

import flask_login  # type: ignore[import-untyped]
from flask import current_app, redirect, request
from werkzeug.wrappers import Response

from lms.core.db import db_session
from lms.core.ui import page, url
from lms.core.web import actor, runtime
from lms.people import hosting

__all__ = ["only_at_our_own_door", "sign_in"]


def only_at_our_own_door(view: Callable[..., Response]) -> Callable[..., Response]:
    """Show this page where we sign people in ourselves; in a host, send people to the host's sign-in instead."""

    @functools.wraps(view)
    def shown(**arguments: Any) -> Response:
        if runtime().hosted:
            return redirect(url("people.sign_in", next=request.args.get("next")))
        return view(**arguments)

    return shown


def sign_in(wanted: str) -> Response:
    """Send whoever is signed out to the host's sign-in, and whoever is in to where they want to go."""
    onward = wanted or url("people.home")
    if actor().person_id is not None:
        return redirect(onward, 303)
    if hosting.host_user() is None:
        return _to_host(onward)
    if not hosting.signed_out_here():
        return page("lms/people/host_unknown.jinja", status=403)
    if request.method == "POST" and hosting.let_in(db_session()) is not None:
        return redirect(onward, 303)
    return page("lms/people/host_signed_out.jinja", {"next": wanted})


def _to_host(onward: str) -> Response:
    door = runtime().settings.sign_in or getattr(getattr(current_app, "login_manager", None), "login_view", None)
    if not door:
        return page("lms/people/host_no_door.jinja", status=403)
    return redirect(flask_login.login_url(door, next_url=onward))
