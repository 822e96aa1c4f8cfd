"""Hours a week: a number with at most two decimals."""

import re
from typing import Any

from wtforms.validators import ValidationError

from lms.core.forms import ShortText
from lms.core.text import Text, gettext

__all__ = ["Hours"]

LEAST, MOST = 1.0, 48.0
_NUMBER = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?")


class Hours(ShortText):
    """Hours a week from 1 to 48, as 30 or 22.5. Its `hours` is the number."""

    def __init__(self, label: Text, **options: Any) -> None:
        looks = {"inputmode": "decimal", "classes": "nhsuk-input--width-4"}
        super().__init__(label, max_length=20, looks=looks, **options)

    @property
    def hours(self) -> float:
        """The number that was typed, once the form is valid."""
        return float((self.data or "").replace(",", "."))

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse what is no number of hours."""
        if validation_stopped:
            return
        if not _NUMBER.fullmatch(self.data or "") or not LEAST <= self.hours <= MOST:
            raise ValidationError(gettext("Enter hours a week from 1 to 48, like 30 or 22.5."))
