"""How long it is known that a record was opened in an emergency: as long as any other look."""

import sqlalchemy as sa

from lms.core.db.classes import LOOKS
from lms.emergency.models import Emergency
from lms.people.retention import deletes
from lms.plugins import RetentionRule, Rows

__all__ = ["RULES"]


def _emergencies() -> Rows:
    """Counted from the day on which somebody looked back at it; one that waits stays."""
    return sa.select(Emergency.id, Emergency.person_id, Emergency.reviewed_at.label("started"))


RULES = (RetentionRule(LOOKS, "lms_emergency", _emergencies, deletes(Emergency), about_person=False),)
