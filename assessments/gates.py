"""The areas' line on the start checklist of somebody who comes back: what was met before is kept."""

from datetime import datetime

from assessments.rules.areas import CoreProgress
from lms.core.text import day
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Reason
from lms.plugins import GateLine

__all__ = ["kept_line"]


def kept_line(areas: CoreProgress, last: datetime | None) -> GateLine:
    """How many areas are met of how many, the last of them at this moment. Nothing of it is asked a second time."""
    said = _l(
        "%(met)s of %(total)s areas are met and kept, the last from %(day)s.",
        met=areas.met,
        total=areas.total,
        day=day(last),
    )
    return GateLine("areas", _l("Areas"), Reason("areas", said, met=True), weight=39)
