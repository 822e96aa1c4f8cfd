"""What the audit says of each action, in a sentence."""

from collections.abc import Mapping

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l

__all__ = ["SENTENCES"]

SENTENCES: Mapping[str, Text] = {
    "post.created": _l("%(who)s wrote a new post."),
    "post.edited": _l("%(who)s changed the draft of a post."),
    "post.opened": _l("%(who)s opened a post for applications."),
    "post.closed": _l("%(who)s closed a post: it takes no more applications."),
    "panel.member-named": _l("%(who)s named %(about)s to score for a post."),
    "panel.member-removed": _l("%(who)s ended the seat of %(about)s on a panel."),
    "panel.not-available": _l("A scorer and an applicant were kept apart: not this person."),
    "application.started": _l("%(about)s began an application."),
    "application.about-saved": _l("%(who)s saved names and telephone number in an application."),
    "application.answer-saved": _l("%(who)s saved an answer in an application."),
    "application.adjustments-saved": _l("%(who)s said what would help at an interview."),
    "application.answer-closed": _l("%(who)s closed an answer: nobody reads it any more."),
    "application.scored-again": _l("%(who)s asked that other people score an application."),
    "application.submitted": _l("%(who)s sent an application."),
    "application.private-answers-read": _l("%(who)s read private answers of %(about)s."),
    "application.shortlisted": _l("%(who)s decided to meet %(about)s."),
    "application.interview": _l("%(who)s arranged an interview with %(about)s."),
    "application.offer": _l("%(who)s offered %(about)s the post."),
    "application.reserve": _l("%(who)s put %(about)s on the reserve list."),
    "application.not-this-time": _l("%(who)s decided about %(about)s: not this time."),
    "application.accepted": _l("%(about)s accepted the offer."),
    "application.declined": _l("%(about)s declined the offer."),
    "application.withdrawn": _l("%(about)s took the application back."),
    "application.feedback-asked": _l("%(who)s asked for feedback on an application."),
    "application.feedback-given": _l("%(who)s gave %(about)s feedback."),
    "score.saved": _l("%(who)s kept points for an application of %(about)s, to go on later."),
    "score.submitted": _l("%(who)s sent points for an application of %(about)s."),
    "interview.recorded": _l("%(who)s recorded the interview with %(about)s."),
}
