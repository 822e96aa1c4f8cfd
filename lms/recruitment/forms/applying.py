"""The steps of an application, one thing on each."""

from typing import Any, Self

from lms.core.forms import Choice, Form, LongText, ShortText
from lms.core.text import lazy_gettext as _l
from lms.recruitment.models import ApplicationAnswer, FeedbackWay, GuaranteedInterview

__all__ = ["AboutForm", "AdjustmentsForm", "AnswerForm", "FeedbackForm", "PressForm"]


class AboutForm(Form):
    """Names and telephone: asked once, kept with the person."""

    chosen_name = ShortText(
        _l("Name you go by"),
        hint=_l("We use this name everywhere."),
        missing=_l("Enter the name you go by."),
        looks={"autocomplete": "name"},
    )
    certificate_name = ShortText(
        _l("Name for certificates"),
        hint=_l("It can be the same. It is only printed on certificates you earn later."),
        missing=_l("Enter the name for certificates. It can be the same."),
    )
    phone = ShortText(
        _l("Telephone number"),
        required=False,
        max_length=40,
        hint=_l("Only if you are happy to be called."),
        looks={"type": "tel", "autocomplete": "tel", "classes": "nhsuk-input--width-20"},
    )


class AnswerForm(Form):
    """The answer to one question. Whether it may be empty depends on what was pressed, so the service says."""

    text = LongText(_l("Your answer"), required=False, rows=12, max_length=12_000)

    @classmethod
    def asking(cls, question: dict[str, Any], answer: ApplicationAnswer | None, *, later: bool) -> Self:
        """The form for one question of the post; saved for later, it may also be too long."""
        form = cls.read(text=answer.text if answer else "")
        form.text.label.text, form.text.hint = question["title"], question["hint"]
        form.text.required, form.text.max_words = True, None if later and form.sent else question["max_words"]
        return form


class AdjustmentsForm(Form):
    """What would help, and the guaranteed interview."""

    adjustments = LongText(
        _l("Is there anything that would help you at an interview?"),
        required=False,
        rows=4,
        max_length=2000,
        hint=_l(
            "Tell us what to do, not why. For example: a break half way, a quiet room, step-free access, "
            "a video call, an interpreter."
        ),
    )
    guaranteed_interview = Choice(
        _l("Would you like a guaranteed interview?"),
        [(GuaranteedInterview.YES.value, _l("Yes")), (GuaranteedInterview.NO.value, _l("No"))],
        required=False,
        hint=_l(
            "If you are disabled, which can include long-term mental distress, you can say yes: meet every "
            "essential point and we will interview you. No proof is asked, and the people who score do not see this."
        ),
        looks={"classes": "nhsuk-radios--inline"},
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        # Asked of everybody who goes on, but "save and come back later" may leave it: hence no "(optional)".
        self.guaranteed_interview.required = True


class FeedbackForm(Form):
    """How to hear back."""

    way = Choice(
        _l("How would you like your feedback?"),
        [
            (FeedbackWay.CALL.value, _l("A 20-minute call. You may bring a supporter.")),
            (FeedbackWay.WRITING.value, _l("In writing")),
        ],
        missing=_l("Choose a call or writing."),
    )


class PressForm(Form):
    """A page with one button and nothing to fill in."""
