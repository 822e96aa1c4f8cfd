"""The home page: what to do next, and what waits on whom."""

from flask import Blueprint
from werkzeug.wrappers import Response

from lms.core.access import Open, requires
from lms.core.db import db_session
from lms.core.ui import page, see
from lms.core.web import actor, halfway, runtime
from lms.people import presenters

__all__ = ["mount"]


def mount(people: Blueprint) -> None:
    """Add the routes."""
    people.add_url_rule("/", "home", home)


@requires(Open.PUBLIC)
def home() -> Response:
    """Everybody's first page; strangers are welcomed."""
    if halfway():
        return see("people.factor")
    if actor().person_id is None:
        return page("lms/people/welcome.jinja")
    return page("lms/people/home.jinja", presenters.home(db_session(), actor(), runtime().hooks))
