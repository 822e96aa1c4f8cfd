"""Forms of emergencies."""

from lms.core.forms import Choice, Form, LongText
from lms.core.text import lazy_gettext as _l

__all__ = ["OpenForm", "ReviewForm"]


class OpenForm(Form):
    """Why a record has to be opened."""

    reason = LongText(
        _l("What has happened, and what do you need to find out?"),
        rows=4,
        max_length=2000,
        missing=_l("Say what has happened, and what you need to find out."),
        hint=_l("The person reads this, and so does another administrator."),
    )


class ReviewForm(Form):
    """Whether it was right to open it."""

    was_right = Choice(
        _l("Was it right to open this record?"),
        [("yes", _l("Yes")), ("no", _l("No"))],
        missing=_l("Choose yes or no."),
    )
    finding = LongText(
        _l("Why, and what happens now?"),
        rows=4,
        max_length=2000,
        missing=_l("Say in a few words why. The person reads it."),
        hint=_l("The person reads this."),
    )
