"""When a sign-in that nobody uses has run out."""

from collections.abc import Collection
from datetime import datetime, timedelta

from lms.core.settings import Settings
from lms.people.factors.rules import CHOICE

__all__ = ["SEEN_EVERY", "longest", "run_out"]

SEEN_EVERY = timedelta(minutes=15)  # a sign-in's last use is noted no more often


def longest(roles: Collection[str], settings: Settings) -> timedelta:
    """How long a sign-in of somebody with these roles may lie unused: not so long where others' records are read."""
    own_record_alone = CHOICE.issuperset(roles)
    return timedelta(hours=settings.idle_hours if own_record_alone else settings.staff_idle_hours)


def run_out(seen_at: datetime | None, roles: Collection[str], settings: Settings, *, now: datetime) -> bool:
    """Whether it was last used too long ago. It may have been used since it was last noted: that is given on top."""
    return seen_at is not None and seen_at + SEEN_EVERY + longest(roles, settings) < now
