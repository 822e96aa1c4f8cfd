"""Letters as HR edits them, each with what its decision needs."""

import re
from datetime import datetime, time
from typing import Any

from wtforms.validators import ValidationError

from lms.core import clock
from lms.core.forms import Day, Form, LongText, ShortText
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.recruitment.forms.hours import Hours

__all__ = ["InterviewForm", "LetterForm", "OfferForm", "ReserveForm"]

_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


class LetterForm(Form):
    """The letter. The applicant reads it here, after signing in; the mail says only that there is one."""

    letter = LongText(
        _l("Letter"),
        rows=18,
        max_length=6000,
        hint=_l("From our template, for you to make your own. It is read here, after signing in."),
        missing=_l("Write the letter."),
    )


class OfferForm(LetterForm):
    """An offer: the hours, then the letter."""

    hours = Hours(_l("Hours a week"), missing=_l("Enter the hours a week, like 22.5."))


class ReserveForm(LetterForm):
    """The reserve list: until when, then the letter."""

    until = Day(_l("Last day on the reserve list"))


class InterviewForm(LetterForm):
    """When and where we meet, then the letter."""

    on = Day(_l("Date"))
    at = ShortText(
        _l("Time"),
        max_length=10,
        hint=_l("In 24 hours, like 14:30"),
        missing=_l("Enter the time, like 14:30."),
        looks={"classes": "nhsuk-input--width-5"},
    )
    place = LongText(
        _l("Place"),
        rows=3,
        max_length=500,
        hint=_l("The address and how to find the room, or how to join by video or phone."),
        missing=_l("Enter where you will meet."),
    )
    meets = ShortText(
        _l("Who they will meet"),
        max_length=300,
        hint=_l("First and last names."),
        missing=_l("Enter the names of the people they will meet."),
    )

    def validate_at(self, field: Any) -> None:
        """A time of day."""
        if not _TIME.fullmatch(field.data or ""):
            raise ValidationError(_("Enter a time in 24 hours, like 14:30."))

    def starts_at(self) -> datetime:
        """The moment that date and time name where the organisation is. Raises LookupError before validation."""
        found = _TIME.fullmatch(self.at.data or "")
        if found is None or self.on.data is None:
            raise LookupError("the form has not been validated")
        return datetime.combine(self.on.data, time(int(found[1]), int(found[2])), clock.zone())
