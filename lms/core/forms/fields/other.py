"""A box to tick, a file, a date."""

from datetime import date
from typing import Any

import wtforms
from wtforms.validators import StopValidation

from lms.core.forms.fields.asked import Asked
from lms.core.text import Text, gettext
from lms.core.text import lazy_gettext as _l

EARLIEST_YEAR = 1900


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
