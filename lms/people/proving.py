"""Before something that matters: whoever sits there shows once more who they are."""

import functools
from collections.abc import Callable
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from lms.core.db import db_session
from lms.core.forms import desk
from lms.core.ui import see, url
from lms.core.web import actor, runtime, sent
from lms.people import signing_in
from lms.people.identity import sitting
from lms.people.models import UserSession

__all__ = ["proving"]


def proving(view: Callable[..., Response], back: str = "people.account") -> Callable[..., Response]:
    """Serve this view to whoever proved in the last ten minutes who they are; others do that first.

    They come back to the page of this very address, where words of a long form that was sent too late wait; or to the
    endpoint `back`, where there is none. A host looks after that itself.
    """

    @functools.wraps(view)
    def served(**arguments: Any) -> Response:
        if not runtime().hosted and not signing_in.is_fresh(db_session().get_one(UserSession, sitting().id)):
            return see("people.again", next=_back(back))
        return view(**arguments)

    return served


def _back(otherwise: str) -> str:
    place = sent.place(request.form.get("_draft"))
    if place and desk.aside(db_session(), actor().id, place):
        return place
    answers = request.url_rule.methods if request.url_rule else None
    return request.full_path.rstrip("?") if "GET" in (answers or ()) else url(otherwise)
