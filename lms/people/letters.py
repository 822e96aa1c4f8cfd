"""Letters in the outbox: to whom each is, and when what is kept of it goes."""

from typing import Any

import sqlalchemy as sa

from lms.jobs.retention import done, given_up, named
from lms.people import links, mail
from lms.people.models import MailedLink, Person

__all__ = ["RULES"]


def _reader() -> sa.ColumnElement[Any]:
    return sa.select(Person.id).where(Person.id == named("to")).scalar_subquery()


def _of_link() -> sa.ColumnElement[Any]:
    """None once the link itself has gone, or where it was for somebody who was not here yet."""
    return sa.select(MailedLink.person_id).where(MailedLink.id == named("link")).scalar_subquery()


WHOSE = {mail.KIND: _reader, links.KIND: _of_link}
RULES = (done(WHOSE), given_up(WHOSE))
