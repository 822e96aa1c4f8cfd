"""How long it is kept who asked to be erased, and when that was done."""

import sqlalchemy as sa

from lms.core.db.classes import TRAIL
from lms.people.retention import deletes
from lms.plugins import RetentionRule, Rows
from lms.privacy.models import Erasure

__all__ = ["RULES"]


def _over() -> Rows:
    """Done, or stopped; one that waits has no clock. The list beside the signed heads keeps the days for restores."""
    started = sa.func.coalesce(Erasure.done_at, Erasure.stopped_at).label("started")
    return sa.select(Erasure.id, Erasure.person_id, started)


RULES = (RetentionRule(TRAIL, "lms_erasure", _over, deletes(Erasure), about_person=False),)
