"""What the audit says of each action, in a sentence.

Administrators read the audit, and are not to read there that there is a complaint: it says that something was kept in
confidence, and about whom is in none of these events. Whoever knows the number of a record finds its trail by that.
"""

from collections.abc import Mapping

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l

__all__ = ["SENTENCES"]

SENTENCES: Mapping[str, Text] = {
    "matter.written": _l("%(who)s wrote something down in confidence."),
    "matter.handed-over": _l("%(who)s handed over something kept in confidence."),
    "matter.told": _l("%(who)s told the person concerned of something kept in confidence."),
    "matter.answered": _l("%(who)s answered something kept in confidence."),
    "matter.closed": _l("%(who)s closed something kept in confidence."),
    "matter.opened-again": _l("%(who)s opened again something kept in confidence."),
}
