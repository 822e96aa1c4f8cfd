"""Fields that know their own sentences. Labels and hints are lazy; every limit is checked on the server."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from lms.core.text import Text, gettext
from lms.core.text import lazy_gettext as _l

Options = Sequence[tuple[str, Text]]

# Kept although they are control characters: line breaks, tabs, and the two joiners that spelling needs.
JOINERS = "\n\t\u200c\u200d"
EARLIEST_YEAR = 1900


class _Given(InputRequired):
    """Something was given; says the field's own sentence when not."""

    def __call__(self, form: Any, field: Any) -> None:
        value = field.raw_data
        if not value or not any(_is_given(part) for part in value):
            field.errors = []
            raise StopValidation(str(field.missing))


class _AtMost(Length):
    """No longer than the column can hold."""

    def __call__(self, form: Any, field: Any) -> None:
        length = len(field.data or "")
        if length > self.max:
            raise StopValidation(
                gettext(
                    "“%(label)s” can be at most %(most)s characters long. Yours is %(length)s: shorten it a little.",
                    label=str(field.label.text),
                    most=self.max,
                    length=length,
                )
            )


def _is_given(part: Any) -> bool:
    return bool(getattr(part, "filename", part) if not isinstance(part, str) else part.strip())


def clean(value: str | None) -> str | None:
    """Text as we keep it: composed Unicode, no control characters but tab and new line, no white space around."""
    if value is None:
        return None
    composed = unicodedata.normalize("NFC", value.replace("\r\n", "\n"))
    return "".join(c for c in composed if c in JOINERS or unicodedata.category(c)[0] != "C").strip()


def one_line(value: str | None) -> str | None:
    """Text on a single line: new lines and tabs become spaces, so that a name cannot break a mail's header."""
    return value if value is None else " ".join(value.splitlines()).replace("\t", " ")


def lower(value: str | None) -> str | None:
    """Small letters, as addresses are compared."""
    return value and value.lower()


class Asked:
    """What every field takes beside WTForms' own: hint, whether an answer is needed, and the sentence when missing."""

    hint: Text
    required: bool
    missing: Text
    looks: dict[str, Any]

    def ask(self, label: Text, hint: Text, required: bool, missing: Text | None, looks: dict[str, Any]) -> list[Any]:
        """Set the common attributes and give the first validator."""
        self.hint, self.required, self.looks = hint, required, looks
        self.missing = missing or _l("Answer “%(label)s”.", label=label)
        return [_Given() if required else Optional()]


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
        checks = [*first, _AtMost(max=max_length), *validators]
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
        if not name or "." not in host.strip(".") or any(c.isspace() for c in self.data):
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


_PAIR = 2


class _Listed:
    """Choices are (value, label) or (value, label, hint); only listed ones are accepted."""

    hints: dict[str, Text]

    choices: Any

    def split(self, choices: Sequence[Sequence[Text]]) -> list[Any]:
        """The choices as WTForms wants them; hints are kept aside."""
        self.hints = {str(c[0]): c[2] for c in choices if len(c) > _PAIR}
        return [SelectChoice(value=str(c[0]), label=c[1]) for c in choices]

    def offer(self, choices: Sequence[Sequence[Text]]) -> None:
        """Set what can be chosen."""
        self.choices = self.split(choices)

    def listed(self) -> set[str]:
        """The values that may be chosen."""
        return {choice.value for choice in self.choices or ()}


class Choice(Asked, _Listed, wtforms.RadioField):
    """One of a few, as radios. Give `choices` here, or set them with `offer` once they are known."""

    macro = "radios"

    def __init__(
        self,
        label: Text,
        choices: Sequence[Sequence[Text]] = (),
        *,
        hint: Text = "",
        required: bool = True,
        missing: Text | None = None,
        looks: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        first = self.ask(
            label,
            hint,
            required,
            missing or _l("Choose one answer for “%(label)s”.", label=label),
            looks or {},
        )
        super().__init__(label, first, choices=self.split(choices), validate_choice=False, **options)  # type: ignore[arg-type]

    def pre_validate(self, form: Any) -> None:
        """Accept listed values only."""
        if self.data and self.data not in self.listed():
            raise StopValidation(gettext("Choose one of the answers in the list."))


class Pick(Choice):
    """One of many, as a select."""

    macro = "select"


class Choices(Asked, _Listed, wtforms.SelectMultipleField):
    """Several of a few, as checkboxes."""

    macro = "checkboxes"

    def __init__(
        self,
        label: Text,
        choices: Sequence[Sequence[Text]] = (),
        *,
        hint: Text = "",
        required: bool = True,
        missing: Text | None = None,
        looks: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        first = self.ask(
            label,
            hint,
            required,
            missing or _l("Choose at least one for “%(label)s”.", label=label),
            looks or {},
        )
        super().__init__(label, first, choices=self.split(choices), validate_choice=False, **options)  # type: ignore[arg-type]

    def pre_validate(self, form: Any) -> None:
        """Accept listed values only."""
        listed = self.listed()
        if any(value not in listed for value in self.data or ()):
            raise StopValidation(gettext("Choose only answers in the list."))


class Tick(Asked, wtforms.BooleanField):
    """One box to tick, e.g. a declaration. `required` means that it must be ticked."""

    macro = "tick"

    def __init__(
        self,
        label: Text,
        *,
        hint: Text = "",
        required: bool = False,
        missing: Text | None = None,
        **options: Any,
    ) -> None:
        first = self.ask(label, hint, required, missing, {})
        super().__init__(label, first, **options)  # type: ignore[arg-type]

    def pre_validate(self, form: Any) -> None:
        """A box sent as "false" is not ticked."""
        if self.required and not self.data:
            raise StopValidation(str(self.missing))


class Upload(Asked, wtforms.FileField):
    """One file. Its data is a werkzeug FileStorage, or None."""

    macro = "file"

    def __init__(
        self,
        label: Text,
        *,
        hint: Text = "",
        required: bool = True,
        missing: Text | None = None,
        accept: str = "",
        **options: Any,
    ) -> None:
        first = self.ask(
            label,
            hint,
            required,
            missing or _l("Choose a file."),
            {"attributes": {"accept": accept}} if accept else {},
        )
        super().__init__(label, first, **options)  # type: ignore[arg-type]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep only a real upload."""
        self.data = next((part for part in valuelist if getattr(part, "filename", "")), None)

    def pre_validate(self, form: Any) -> None:
        """Text sent in the place of a file is no file."""
        if self.required and self.data is None:
            raise StopValidation(str(self.missing))


class Day(Asked, wtforms.Field):
    """A date in three boxes: day, month, year. Its data is a date, or None."""

    macro = "date"
    parts = ("day", "month", "year")

    def __init__(
        self,
        label: Text,
        *,
        hint: Text = "",
        required: bool = True,
        missing: Text | None = None,
        **options: Any,
    ) -> None:
        hint = hint or _l("For example, 27 3 2027")
        first = self.ask(
            label,
            hint,
            required,
            missing or _l("Enter the day, month and year for “%(label)s”.", label=label),
            {},
        )
        super().__init__(label, first, **options)  # type: ignore[arg-type]
        self.typed: dict[str, str] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read three boxes, or show a date in them."""
        self.process_errors: list[str] = []
        start = data if isinstance(data, date) else (self.default() if callable(self.default) else self.default)
        self.data: date | None = start if isinstance(start, date) else None
        self.object_data = self.data
        self.typed = {part: str(getattr(self.data, part)) if self.data else "" for part in self.parts}
        self.raw_data: list[str] = []
        if formdata is None:
            return
        self.typed = {part: str(formdata.get(f"{self.name}-{part}", ""))[:8].strip() for part in self.parts}
        self.raw_data = [text for text in self.typed.values() if text]
        self.data = self._read()

    def _read(self) -> date | None:
        if not self.raw_data:
            return None
        try:
            year = int(self.typed["year"])
            return date(year if year >= EARLIEST_YEAR else 0, int(self.typed["month"]), int(self.typed["day"]))
        except ValueError:
            self.process_errors = [gettext("Enter a real date, like 27 3 2027.")]
            return None
