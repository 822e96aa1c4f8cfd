"""When a record may be opened in an emergency, for how long, and who looks back at it."""

from datetime import datetime, timedelta
from uuid import UUID

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.emergency.models import Emergency

__all__ = ["HALF_AN_HOUR", "LEAST_WORDS", "cannot_open", "cannot_review", "is_open", "until"]

HALF_AN_HOUR = timedelta(minutes=30)
LEAST_WORDS = 5


def until(now: datetime) -> datetime:
    """When what is opened now closes again."""
    return now + HALF_AN_HOUR


def is_open(ends_at: datetime, now: datetime) -> bool:
    """Whether it may still be read."""
    return now < ends_at


def cannot_open(*, person_id: UUID, opener_id: UUID, reason: str) -> tuple[str, Text] | None:
    """What stands in the way, as a field ("" for none) and a sentence; None when nothing does."""
    if person_id == opener_id:
        return "", _l("This is your own record. All that is held about you is in your account.")
    if len(reason.split()) < LEAST_WORDS:
        return "reason", _l("Say in a sentence what has happened, and what you need to find out. They will read it.")
    return None


def cannot_review(emergency: Emergency, reviewer_id: UUID) -> Text | None:
    """Why this person cannot say whether it was right; None when they can."""
    if emergency.reviewed_at is not None:
        return _l("Somebody has looked back at this already.")
    if reviewer_id == emergency.opener_id:
        return _l("You opened this record yourself. Another administrator looks back at it.")
    if reviewer_id == emergency.person_id:
        return _l("This is your own record. Another administrator looks back at it.")
    return None
