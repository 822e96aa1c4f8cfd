"""Forms of employment. None of them asks what a check found, or takes a file."""

from wtforms import ValidationError

from lms.core.forms import Choice, Day, Form, LongText, Pick, ShortText, Tick
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.employment.last_days import WHY, Right
from lms.employment.models import SupervisionKind

__all__ = [
    "CheckForm",
    "ConfirmForm",
    "CorrectionForm",
    "DateForm",
    "LastDayForm",
    "LeavingForm",
    "NameForm",
    "SupervisionForm",
    "WaiverForm",
    "WithdrawForm",
]

PAYERS = (("employer", _l("The employer")), ("person", _l("The person")), ("nobody", _l("Nobody: there is no cost")))
SUPERVISION_KINDS = (
    (SupervisionKind.PEER.value, _l("Peer supervision, just the two of you")),
    (SupervisionKind.GROUP.value, _l("Group supervision")),
    (SupervisionKind.LINE.value, _l("Line supervision that you joined")),
)


class CheckForm(Form):
    """What HR records about a check."""

    value = Choice(_l("What has happened?"))
    on = Day(_l("When was that?"), required=False, hint=_l("Leave it empty for today. For example, 27 3 2027"))
    expires_on = Day(
        _l("Last day it holds"),
        required=False,
        hint=_l("Only if it ends, such as a permission to work. For example, 27 3 2028"),
    )
    conditions = LongText(
        _l("What was agreed for work"),
        required=False,
        rows=3,
        max_length=1000,
        hint=_l(
            "Only with “agreed conditions” or “adjustments”: what will be different at work. "
            "Never the reason, and never what a certificate or report says."
        ),
    )
    why_not_required = ShortText(_l("Why this post does not need it"), required=False, max_length=300)
    reference = ShortText(
        _l("Reference or certificate number"), required=False, max_length=60, looks={"classes": "nhsuk-input--width-20"}
    )
    who_pays = Pick(_l("Who pays for it?"), PAYERS, required=False)
    talked_on = Day(
        _l("Day you talked with them"), required=False, hint=_l("Only the day is kept, and nothing that was said.")
    )
    talk_declined = Tick(_l("They were invited to talk, and chose not to"))
    second = Pick(
        _l("Who in HR looks at this too?"),
        required=False,
        hint=_l("Only for “Not going ahead”: two people decide that, and the second one is asked by e-mail."),
    )


class NameForm(Form):
    """Naming one person."""

    person = Choice(_l("Who is it?"), missing=_l("Choose a person."))


class WaiverForm(Form):
    """An agreement that a line may follow."""

    reason = LongText(
        _l("Why it is safe to start first"),
        rows=4,
        max_length=1000,
        hint=_l("For example, who works alongside them until then. Nothing about health or what a check found."),
    )
    ends_on = Day(_l("It must be done by"))


class ConfirmForm(Form):
    """HR's decision to confirm."""

    sure = Tick(
        _l("I have read every line of this checklist, and I confirm the start"),
        required=True,
        missing=_l("Tick the box to confirm the start."),
    )


class WithdrawForm(Form):
    """HR's decision not to go ahead."""

    sure = Tick(
        _l("Somebody has spoken with the person, and this start is not going ahead"),
        required=True,
        missing=_l("Tick the box when somebody has spoken with the person."),
    )


class DateForm(Form):
    """The first day."""

    day = Day(_l("First day"), hint=_l("A Monday to Friday, agreed with the person. For example, 27 3 2027"))


class LastDayForm(Form):
    """That somebody has left, as a line manager records it."""

    last_day = Day(_l("Their last day"), hint=_l("Today, or an earlier day. For example, 27 3 2026"))


class LeavingForm(LastDayForm):
    """The same, as HR records it."""

    reason = LongText(
        _l("Why, if you have to keep it"),
        required=False,
        rows=4,
        max_length=2000,
        hint=_l(
            "You can leave this empty. They can read it, and you can; no manager, colleague or later team can, "
            "or see that there is anything."
        ),
    )


class CorrectionForm(Form):
    """What is right where a last day was recorded."""

    right = Choice(
        _l("What is right?"),
        [(Right.OTHER_DAY.value, _l("Another day was their last day")), (Right.STAYS.value, _l("They have not left"))],
    )
    last_day = Day(_l("Their last day"), required=False, hint=_l("Only if it was another day. For example, 27 3 2026"))
    why = Choice(_l("Why is it changed?"), [(why.value, text) for why, text in WHY.items()])

    def validate_last_day(self, field: Day) -> None:
        """Which of the two is meant has to be clear: taking back cannot be undone in all of it."""
        if field.data and self.right.data == Right.STAYS:
            raise ValidationError(
                _("If they have not left, leave this empty. If this was their last day, choose “Another day” above.")
            )


class SupervisionForm(Form):
    """That supervision happened."""

    on = Day(_l("Which day was it?"))
    kind = Choice(_l("What kind was it?"), SUPERVISION_KINDS)
