"""Whom an administrator may act upon: one's own people, as long as nobody else looks after them too."""

from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.people import queries
from lms.people.models import Person

__all__ = ["wholly_managed"]


def wholly_managed(session: Session, actor: Actor, person_id: UUID) -> Person | None:
    """A person whom this administrator looks after, or None. Raises Refused for one who also holds a role elsewhere."""
    person = queries.managed_person(session, actor, person_id)
    if person is not None and queries.reaches_further(session, actor, person_id):
        raise Refused(_l("They hold a role outside your part of the organisation, too. Ask an administrator there."))
    return person
