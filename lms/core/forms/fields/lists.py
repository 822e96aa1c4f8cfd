"""Fields one chooses from."""

from collections.abc import Sequence
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.validators import StopValidation

from lms.core.forms.fields.asked import Asked
from lms.core.text import Text, gettext
from lms.core.text import lazy_gettext as _l

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
