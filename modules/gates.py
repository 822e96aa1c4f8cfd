"""Learning's line on the start checklist of somebody who comes back: what counts, and what is asked anew."""

from lms.core.text import Text, day, ngettext
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Reason
from lms.plugins import GateLine
from modules.queries import Return

__all__ = ["back_line"]


def back_line(found: Return) -> GateLine:
    """The modules that count; and those that have changed since they were done, which are all that is asked anew."""
    changed = found.since.changed
    if not changed:
        return GateLine("learning", _l("Learning"), Reason("learning", _counts(found), met=True), weight=38)
    names = ", ".join(f"“{module.title}”" for module in changed)
    asked = _l(
        "Changed since they were done, so the pages that changed are asked again: %(names)s. %(counts)s",
        names=names,
        counts=_counts(found),
    )
    reason = Reason("learning", asked, _l("The person starting, on their learning page"))
    return GateLine("learning", _l("Learning"), reason, weight=38)


def _counts(found: Return) -> Text:
    return ngettext(
        "%(n)s module is done and counts, the last from %(day)s.",
        "%(n)s modules are done and count, the last from %(day)s.",
        len(found.since.counts),
        day=day(found.last_done),
    )
