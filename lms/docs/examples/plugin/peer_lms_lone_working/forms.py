"""The form of the card."""

from lms.core.forms import Form, LongText, Number, ShortText
from lms.core.text import lazy_gettext as _l


class CardForm(Form):
    """Who to call, and when."""

    contact = ShortText(
        _l("Who do you call?"),
        hint=_l("Somebody at work who knows your day."),
        max_length=100,
        missing=_l("Enter a name."),
    )
    phone = ShortText(
        _l("Their phone number"), max_length=40, missing=_l("Enter a phone number."), looks={"type": "tel"}
    )
    minutes = Number(_l("After how many minutes alone do you call?"), least=15, most=240)
    meeting_point = LongText(_l("Where do you go if a visit does not feel right?"), rows=3, max_length=1000)
