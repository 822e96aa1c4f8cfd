"""What every field takes beside WTForms' own, and how answers are cleaned."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from wtforms.validators import InputRequired, Length, Optional, StopValidation

from lms.core.text import Text, gettext
from lms.core.text import lazy_gettext as _l

Options = Sequence[tuple[str, Text]]

# Kept although they are control characters: line breaks, tabs, and the two joiners that spelling needs.
JOINERS = "\n\t\u200c\u200d"


class Given(InputRequired):
    """Something was given; says the field's own sentence when not."""

    def __call__(self, form: Any, field: Any) -> None:
        value = field.raw_data
        if not value or not any(_is_given(part) for part in value):
            field.errors = []
            raise StopValidation(str(field.missing))


class AtMost(Length):
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
        return [Given() if required else Optional()]
