"""The page on which it is recorded that somebody has left."""

from dataclasses import dataclass
from uuid import UUID

from lms.core.text import Text, day
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.employment import rules
from lms.employment.models import Leaving
from lms.employment.sheet import Sheet

__all__ = ["LeavingView", "leaving"]


@dataclass(frozen=True)
class LeavingView:
    """Who, whether it can be recorded, what is recorded, and, for who wrote it alone, why.

    `noted` is whether the service knows how everything was before it, and puts it back if it is taken back.
    """

    start_id: UUID
    version: int
    person: str
    can: bool
    left: bool
    noted: bool
    says: Text
    reason: str


def leaving(sheet: Sheet, kept: Leaving | None) -> LeavingView:
    """The page for this reader; `kept` is what they themselves wrote about it, and None for all others."""
    start = sheet.start
    says: Text = ""
    if start.left_on:
        says = _("%(name)s left on %(day)s.", name=sheet.person, day=day(start.left_on))
    elif not rules.in_post(start):
        says = _l("They have not started in this post, so there is nothing to record here.")
    can, left, why = rules.in_post(start), start.left_on is not None, kept.reason if kept else ""
    noted = start.ended_roles is not None
    return LeavingView(start.id, start.version, sheet.person, can, left, noted, says, why)
