"""What the audit says of each action, in a sentence."""

from collections.abc import Mapping

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l

__all__ = ["SENTENCES"]

SENTENCES: Mapping[str, Text] = {
    "emergency.opened": _l("%(who)s opened the record of %(about)s in an emergency."),
    "emergency.reviewed": _l("%(who)s looked back at an emergency in which the record of %(about)s was opened."),
}
