"""When complaints go."""

import sqlalchemy as sa

from lms.complaints.models import Complaint
from lms.core.db.classes import COMPLAINTS
from lms.people.models import Person, PersonState
from lms.people.retention import deletes
from lms.plugins import RetentionRule, Rows

__all__ = ["RULES"]


def _complaints() -> Rows:
    """From the day they were closed; of somebody erased from when they were written down: nobody can close those."""
    erased = Person.state == PersonState.ERASED
    started = sa.func.coalesce(Complaint.closed_at, sa.case((erased, Complaint.created_at)))
    query = sa.select(Complaint.id, Complaint.person_id, started.label("started"))
    return query.join(Person, Person.id == Complaint.person_id)


RULES = (RetentionRule(COMPLAINTS, "lms_matter", _complaints, deletes(Complaint)),)
