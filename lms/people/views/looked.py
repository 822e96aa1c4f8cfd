"""Who looked at my record: for everybody, about themselves alone."""

from flask import Blueprint, Response, request

from lms.core.access import requires
from lms.core.db import db_session
from lms.core.ui import page
from lms.core.web import actor
from lms.people import looked
from lms.people.permissions import Can

__all__ = ["mount"]


def mount(people: Blueprint) -> None:
    """Add the routes."""
    people.add_url_rule("/account/access-log", "access_log", access_log)


@requires(Can.OWN_ACCOUNT)
def access_log() -> Response:
    """Each time that somebody else was shown what one had written in confidence, newest first."""
    view = looked.log_page(db_session(), actor().id, cursor=request.args.get("after", ""))
    return page("lms/people/access_log.jinja", view)
