"""One more check before somebody starts, for people who drive to those they visit."""

from lms.core.text import lazy_gettext as _l
from lms.plugins import CheckOutcome, CheckType

DRIVING = CheckType(
    code="driving-licence",
    title=_l("Driving licence and insurance"),
    short=_l("Driving"),
    plain=_l(
        "If you will drive for work, we look at your licence and at your insurance, which must cover driving for work. "
        "If you do not drive, nothing is asked of you."
    ),
    states_help=_l("Not needed means that you are not asked to drive. Requested means that we wait for your papers."),
    outcomes=(
        CheckOutcome("confirmed", _l("Confirmed"), ok=True),
        CheckOutcome("decision-needed", _l("Decision needed"), ok=False),
        CheckOutcome("not-going-ahead", _l("Not going ahead"), ok=False),
    ),
    may_be_not_required=True,
)
