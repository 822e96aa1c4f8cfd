"""When unsent words go."""

import sqlalchemy as sa

from lms.core.db.classes import DRAFTS
from lms.core.drafts.models import Draft
from lms.people.retention import deletes
from lms.plugins import RetentionRule

__all__ = ["RULES"]

RULES = (
    RetentionRule(
        DRAFTS,
        "lms_draft",
        lambda: sa.select(Draft.id, Draft.person_id, Draft.kept_at.label("started")),
        deletes(Draft),
        about_person=False,
    ),
)
