"""How pages look: kept with the person, or in the browser of somebody who is not signed in."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from lms.core.access import Open, changes
from lms.core.db import db_session
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.ui.reading import Reading, reading_of
from lms.core.web import actor
from lms.core.web.browser import keep_reading, sent_reading
from lms.people.forms import ReadingForm
from lms.people.models import Person
from lms.people.reading import choose
from lms.people.views.door import safe_next

__all__ = ["mount"]


def mount(people: Blueprint) -> None:
    """Add the route."""
    people.add_url_rule("/account/reading", "reading", reading, methods=["GET", "POST"])


@changes(Open.PUBLIC)
def reading() -> Response:
    """Choose the size of the text, its spacing and the colour behind it; go back to where one was."""
    now = reading_of(actor().reading or sent_reading())
    form = ReadingForm.read(size=now.size.value, spacing=now.spacing.value, colour=now.colour.value)
    back = safe_next(request.args.get("next", "")) or _came_from()
    if form.then(lambda: _keep(form.reading())):
        return see("people.reading", next=back or None, said=_("Saved. Pages look like this from now on."))
    return page("lms/people/reading.jinja", {"back": back, "own": actor().person_id is not None}, form=form)


def _keep(wanted: Reading) -> None:
    if actor().person_id is None:
        keep_reading(str(wanted))
    else:
        choose(db_session(), person=db_session().get_one(Person, actor().id), reading=wanted)


def _came_from() -> str:
    """The page of ours whose link led here, if it is one that can be opened again; no link has to carry it along."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host or came.path == request.path:
        return ""
    try:
        current_app.url_map.bind("").match(came.path.removeprefix(request.script_root), method="GET")
    except HTTPException:
        return ""
    return safe_next(came.path + (f"?{came.query}" if came.query else ""))
