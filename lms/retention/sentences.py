"""What the audit says of retention."""

from lms.core.text import lazy_gettext as _l

__all__ = ["SENTENCES"]

SENTENCES = {
    "retention.run": _l("%(who)s disposed of what was due that day."),
    "retention.period-changed": _l("%(who)s changed how long a kind of record is kept."),
    "retention.held": _l("%(who)s put a hold on what is kept about %(about)s."),
    "retention.lifted": _l("%(who)s lifted a hold on what is kept about %(about)s."),
}
