"""What is held about the person who asks: theirs alone, as a page and as a file."""

from flask import Blueprint, Response, jsonify

from lms.core.access import requires
from lms.core.db import db_session
from lms.core.ui import page
from lms.core.web import actor, runtime
from lms.people import presenters
from lms.people.permissions import Can
from lms.plugins import DataSection

__all__ = ["mount"]


def mount(people: Blueprint) -> None:
    """Add the routes."""
    people.add_url_rule("/account/data", "own_data", own_data)
    people.add_url_rule("/account/data.json", "own_data_file", own_data_file)


def _sections() -> list[DataSection]:
    return presenters.held_about(db_session(), actor().id, runtime().hooks)


@requires(Can.OWN_ACCOUNT)
def own_data() -> Response:
    """Everything that is held about oneself."""
    return page("lms/people/data.jinja", _sections())


@requires(Can.OWN_ACCOUNT)
def own_data_file() -> Response:
    """The same, to keep or to take elsewhere."""
    reply = jsonify([section.plain() for section in _sections()])
    reply.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return reply
