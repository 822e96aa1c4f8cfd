"""What the audit says of each action, in a sentence."""

from collections.abc import Mapping

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l

__all__ = ["SENTENCES"]

SENTENCES: Mapping[str, Text] = {
    "start.opened": _l("%(who)s opened a start checklist for %(about)s."),
    "start.manager-named": _l("%(who)s named the line manager of %(about)s."),
    "start.supervisor-named": _l("%(who)s named the peer supervisor of %(about)s."),
    "start.line-done": _l("%(who)s marked a line of the start checklist of %(about)s as done."),
    "start.line-reopened": _l("%(who)s opened a line of the start checklist of %(about)s again."),
    "start.waiver-agreed": _l("%(who)s agreed that a line of the start checklist of %(about)s may follow later."),
    "start.confirmed": _l("%(who)s confirmed the start of %(about)s."),
    "start.withdrawn": _l("%(who)s recorded that the start of %(about)s is not going ahead."),
    "start.date-set": _l("%(who)s set the first day of %(about)s."),
    "start.begun": _l("%(who)s recorded that %(about)s has started."),
    "start.left": _l("%(who)s recorded that %(about)s has left a post."),
    "start.last-day-changed": _l("%(who)s corrected the last day of %(about)s in a post."),
    "start.leaving-taken-back": _l("%(who)s took back that %(about)s has left a post."),
    "check.not-started": _l("%(who)s set a check of %(about)s back to its beginning."),
    "check.expired": _l("%(who)s recorded that a check of %(about)s has run out."),
    "check.requested": _l("%(who)s asked for a check of %(about)s."),
    "check.in-progress": _l("%(who)s recorded that a check of %(about)s is under way."),
    "check.decision-needed": _l("%(who)s recorded that a check of %(about)s needs a decision."),
    "check.done": _l("%(who)s recorded the outcome of a check of %(about)s."),
    "check.not-required": _l("%(who)s recorded that a check of %(about)s is not required."),
    "check.chased": _l("%(who)s recorded a reminder about a check of %(about)s."),
    "check.kept": _l("%(who)s recorded who looks after a check of %(about)s."),
    "check.opened": _l("%(who)s opened a check of %(about)s."),
    "check.outcome-read": _l("%(who)s read the outcome of a check of %(about)s."),
    "placement.held": _l("%(who)s put the placement of %(about)s on hold until a day of review."),
    "placement.hold-lifted": _l("%(who)s lifted the hold on the placement of %(about)s."),
    "supervision.recorded": _l("%(who)s recorded supervision of %(about)s."),
}
