"""What the audit says of each action, in a sentence."""

from collections.abc import Mapping

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l

__all__ = ["SENTENCES"]

SENTENCES: Mapping[str, Text] = {
    "framework.imported": _l("%(who)s imported a framework as a draft."),
    "framework.published": _l("%(who)s published a framework."),
    "portfolio.begun": _l("%(who)s began a portfolio."),
    "allocation.made": _l("%(who)s named who marks the evidence of %(about)s."),
    "allocation.not-available": _l("An assessor and %(about)s were kept apart: not this person."),
    "evidence.started": _l("%(about)s began a piece of evidence."),
    "evidence.saved": _l("%(about)s saved a piece of evidence."),
    "evidence.linked": _l("%(about)s linked a piece of evidence to something done before."),
    "evidence.submitted": _l("%(about)s sent a piece of evidence."),
    "evidence.tried-again": _l("%(about)s began another try at a piece of evidence."),
    "evidence.marking-saved": _l("%(who)s kept marking of evidence of %(about)s, to go on later."),
    "evidence.decided": _l("%(who)s decided about a piece of evidence of %(about)s."),
    "decision.agreed": _l("%(who)s looked at a decision about %(about)s, and agreed."),
    "decision.asked-again": _l("%(who)s looked at a decision about %(about)s, and asked for another."),
}
