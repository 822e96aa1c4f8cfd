"""What the audit says of each action, in a sentence."""

from collections.abc import Mapping

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l

__all__ = ["SENTENCES"]

SENTENCES: Mapping[str, Text] = {
    "job.tried_again": _l("%(who)s had a stopped piece of background work tried again."),
}
