"""The form every form comes from."""

from collections.abc import Callable
from typing import Any, Self

import wtforms
from flask import g, request
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from lms.core.errors import Refused
from lms.core.forms import desk
from lms.core.forms.fields import LongText
from lms.core.text import Text


class Form(wtforms.Form):
    """A form whose errors are sentences, and which turns a service's refusal into one of them.

    It has no token of its own against forgery: the page's form brings one, and the guard compares it for whatever is
    sent, form or no form (`refuse_forgery`).
    """

    class Meta:
        locales = False

    def __init__(self, formdata: Any = None, obj: Any = None, **given: Any) -> None:
        super().__init__(formdata, obj, **given)
        self.general_errors: list[Text] = []

    @classmethod
    def read(cls, obj: Any = None, **given: Any) -> Self:
        """The form as this request sent it; filled from obj and given values when it is only being opened.

        A long form is opened with the words this person left unsent in it, if there are any.
        """
        if request.method == "POST":
            return cls._sent(obj, given)
        form = cls(None, obj=obj, **given)
        unsent = desk.take_back() if form.is_long else None
        return form if unsent is None else cls(unsent, obj=obj, **given)

    @classmethod
    def _sent(cls, obj: Any, given: dict[str, Any]) -> Self:
        parts: list[MultiDict[str, Any]] = [request.files, request.form]
        form = cls(CombinedMultiDict(parts), obj=obj, **given)
        if form.is_long:
            desk.lay_out()
        if "lms_beside" in g:  # a race was lost: the page shows both
            g.lms_beside = form, cls(None, obj=obj, **given)
        return form

    @property
    def is_long(self) -> bool:
        """True when there are words in it that would hurt to lose."""
        return any(isinstance(field, LongText) for field in self)

    @property
    def sent(self) -> bool:
        """True when this request posted the form."""
        return request.method == "POST"

    def then(self, act: Callable[[], object]) -> bool:
        """When the form was sent and is valid, act. True when it worked.

        A Refused raised by act becomes this form's error, beside the field it names, and nothing is kept.
        """
        if not self.sent or not self.validate():
            return False
        try:
            act()
        except Refused as refusal:
            self.blame(refusal)
            return False
        g.lms_form_kept = True
        return True

    def blame(self, refusal: Refused) -> None:
        """Show a refusal beside its field, or above the form when it names none of ours."""
        if refusal.field in self._fields:
            found = self._fields[refusal.field]
            found.errors = [*found.errors, str(refusal.message)]
        else:
            self.general_errors.append(refusal.message)

    @property
    def failed(self) -> bool:
        """True when there is an error to show."""
        return bool(self.errors or self.general_errors)


def seen_version() -> int | None:
    """The version of the record that the sent form was opened on, or None."""
    sent = request.form.get("_version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else None
