"""What anybody may read without signing in. Nothing is kept of who read it."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from lms.core.access import Open, requires
from lms.core.db import db_session
from lms.core.ui import page
from modules import queries
from modules.models import ActivityKind
from modules.presenters import prepare as presenters

__all__ = ["mount"]

LONGEST = 4  # characters of a choice's number
TEMPLATES = {ActivityKind.EASY_READ: "lms/modules/easy-read.jinja", ActivityKind.SOURCES: "lms/modules/sources.jinja"}


def mount(modules: Blueprint) -> None:
    """Add the routes."""
    modules.add_url_rule("/prepare", "prepare", prepare)
    modules.add_url_rule("/prepare/<slug>", "open_programme", programme)
    modules.add_url_rule("/prepare/<slug>/words", "open_words", words)
    modules.add_url_rule("/prepare/<slug>/<module_slug>/<activity_slug>", "open_activity", activity)


def _page(slug: str) -> presenters.OpenPage:
    found = queries.open_programme(db_session(), slug) or abort(404)
    return presenters.programme(db_session(), found)


@requires(Open.PUBLIC)
def prepare() -> Response:
    """Every programme that anybody may read."""
    return page("lms/modules/prepare.jinja", queries.open_programmes(db_session()))


@requires(Open.PUBLIC)
def programme(slug: str) -> Response:
    """One of them: what is in it."""
    return page("lms/modules/open-programme.jinja", _page(slug))


@requires(Open.PUBLIC)
def words(slug: str) -> Response:
    """What its words mean."""
    return page("lms/modules/open-words.jinja", _page(slug))


@requires(Open.PUBLIC)
def activity(slug: str, module_slug: str, activity_slug: str) -> Response:
    """One page, scenario, easy read or list of sources of it."""
    found = queries.open_programme(db_session(), slug) or abort(404)
    module, shown = queries.open_activity(db_session(), found, module_slug, activity_slug) or abort(404)
    chose = request.args.get("chose", "")[:LONGEST]
    view = presenters.activity(presenters.programme(db_session(), found), module, shown, chose)
    return page(TEMPLATES.get(ActivityKind(shown.kind), "lms/modules/open-activity.jinja"), view, open_to_all=True)
