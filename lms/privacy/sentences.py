"""What the audit says of each action, in a sentence."""

from collections.abc import Mapping

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l

__all__ = ["SENTENCES"]

SENTENCES: Mapping[str, Text] = {
    "person.exported": _l("%(who)s took a copy of everything about %(about)s."),
    "erasure.asked": _l("%(who)s asked that %(about)s is erased."),
    "erasure.stopped": _l("%(who)s stopped the erasure of %(about)s."),
    "erasure.held": _l("%(who)s did not erase %(about)s: their record is still needed."),
    "person.erased": _l("%(who)s erased %(about)s."),
}
