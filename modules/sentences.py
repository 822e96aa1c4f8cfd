"""What the audit says of each action, in a sentence."""

from collections.abc import Mapping

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l

__all__ = ["SENTENCES"]

SENTENCES: Mapping[str, Text] = {
    "programme.imported": _l("%(who)s imported a programme as a draft."),
    "programme.published": _l("%(who)s published a programme."),
    "module.reviewed": _l("%(who)s recorded that a module was reviewed."),
    "cohort.added": _l("%(who)s added a cohort."),
    "enrolment.started": _l("%(who)s enrolled %(about)s on a programme."),
    "enrolment.waits-for-programme": _l("%(who)s noted that %(about)s waits for a programme."),
    "enrolment.paused": _l("%(who)s paused the learning of %(about)s."),
    "enrolment.ended": _l("%(who)s ended the learning of %(about)s."),
    "enrolment.deferred": _l("%(who)s put off the learning of %(about)s, who left."),
    "enrolment.goes-on": _l("%(who)s took up the learning of %(about)s again, who has not left."),
    "enrolment.came-back": _l("%(who)s let %(about)s go on learning, who came back."),
    "enrolment.resumed": _l("%(who)s went on with the learning of %(about)s."),
    "module.done": _l("%(about)s finished a module."),
    "programme.done": _l("%(about)s finished a programme."),
}
