"""Fields one types into."""

from collections.abc import Sequence
from typing import Any

import wtforms
from wtforms.validators import StopValidation

from lms.core.forms.fields.asked import Asked, AtMost, clean, lower, one_line
from lms.core.text import Text, gettext
from lms.core.text import lazy_gettext as _l

# In a mail's header these would make several addresses of one, or hide the one behind a name.
NOT_IN_ONE = ',;:<>()[]"\\@'


class ShortText(Asked, wtforms.StringField):
    """One line. `looks` go to the nhsuk macro: autocomplete, inputmode, spellcheck, classes, type."""

    macro = "input"
    kept_as: tuple[Any, ...] = (clean, one_line)

    def __init__(
        self,
        label: Text,
        *,
        hint: Text = "",
        required: bool = True,
        missing: Text | None = None,
        max_length: int = 200,
        validators: Sequence[Any] = (),
        looks: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        first = self.ask(label, hint, required, missing, looks or {})
        checks = [*first, AtMost(max=max_length), *validators]
        super().__init__(label, checks, filters=self.kept_as, **options)  # type: ignore[arg-type]


class LongText(ShortText):
    """Several lines, counted against `max_words` when given."""

    macro = "textarea"
    kept_as = (clean,)

    def __init__(
        self,
        label: Text,
        *,
        rows: int = 8,
        max_words: int | None = None,
        max_length: int = 20_000,
        **options: Any,
    ) -> None:
        super().__init__(label, max_length=max_length, **options)
        self.rows, self.max_words = rows, max_words

    def pre_validate(self, form: Any) -> None:
        """Refuse more words than asked for, and say how many there are."""
        words = len((self.data or "").split())
        if self.max_words and words > self.max_words:
            raise StopValidation(
                gettext(
                    "Use at most %(most)s words. You have written %(words)s.",
                    most=self.max_words,
                    words=words,
                )
            )


class Email(ShortText):
    """An e-mail address, lower-cased."""

    kept_as = (clean, one_line, lower)

    def __init__(self, label: Text, **options: Any) -> None:
        looks = {"type": "email", "autocomplete": "email", "spellcheck": False}
        super().__init__(label, max_length=254, looks=looks, **options)

    def pre_validate(self, form: Any) -> None:
        """Refuse what cannot be an address."""
        if not self.data:
            return
        name, _at, host = self.data.rpartition("@")
        if not name or "." not in host.strip(".") or any(c.isspace() or c in NOT_IN_ONE for c in name + host):
            raise StopValidation(gettext("Enter an e-mail address like name@example.com."))


class Password(ShortText):
    """A password: never sent back to the page, never trimmed."""

    kept_as = ()

    def __init__(self, label: Text, *, new: bool = False, **options: Any) -> None:
        looks = {
            "type": "password",
            "autocomplete": "new-password" if new else "current-password",
            "spellcheck": False,
        }
        super().__init__(label, max_length=200, looks=looks, **options)


class Number(Asked, wtforms.IntegerField):
    """A whole number between two bounds."""

    macro = "input"

    def __init__(
        self,
        label: Text,
        *,
        least: int,
        most: int,
        hint: Text = "",
        required: bool = True,
        missing: Text | None = None,
        **options: Any,
    ) -> None:
        first = self.ask(label, hint, required, missing, {"inputmode": "numeric", "classes": "nhsuk-input--width-4"})
        self.least, self.most = least, most
        self.range_message = _l("Enter a whole number from %(least)s to %(most)s.", least=least, most=most)
        super().__init__(label, first, **options)  # type: ignore[arg-type]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number; a sentence when it is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(str(self.range_message)) from None

    def pre_validate(self, form: Any) -> None:
        """Refuse a number outside the bounds."""
        if self.data is not None and not self.least <= self.data <= self.most:
            raise StopValidation(str(self.range_message))
