"""Taking a copy of everything about a person: made while it is sent, and kept nowhere."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.web.runtime import Runtime
from lms.people.models import Person
from lms.privacy import zipping
from lms.privacy.copying import copy_of
from lms.privacy.presenters import copy_page

__all__ = ["NAME", "take"]

NAME = "everything-about-me.zip"


def take(session: Session, *, person_id: UUID, runtime: Runtime, by: Actor) -> Iterator[bytes]:
    """Read everything, say in the audit that it was taken, and give the zip bit by bit."""
    person = session.get_one(Person, person_id)
    record(session, by=by, action="person.exported", subject=person, about=person_id)
    session.flush()
    copy = copy_of(session, person_id)
    view = copy_page(session, person, copy, runtime.hooks, clock.now())
    html = runtime.ui.render("lms/privacy/copy.jinja", view=view)
    return zipping.streamed({"read-me.html": html.encode(), "data.json": copy.as_json()}, copy.files, runtime.files)
