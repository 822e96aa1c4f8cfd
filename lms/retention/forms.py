"""Forms of retention: a period, and a hold."""

from lms.core.db.periods import Period, Unit
from lms.core.forms import Choice, Day, Email, Form, LongText, Number, ShortText, Tick
from lms.core.text import lazy_gettext as _l

MOST = 36_600  # a hundred years, in days
UNITS = ((Unit.DAYS.value, _l("Days")), (Unit.MONTHS.value, _l("Months")), (Unit.YEARS.value, _l("Years")))


class PeriodForm(Form):
    """How long a class is kept from now on, and why."""

    number = Number(_l("How many"), least=1, most=MOST, missing=_l("Enter a number."))
    unit = Choice(_l("Of what"), UNITS)
    reason = ShortText(
        _l("Why"),
        max_length=500,
        hint=_l("For example: our information governance lead asked for it. It is shown on this page."),
        missing=_l("Say why, so that others can answer for it later."),
    )
    sure = Tick(_l("Go ahead, even if records are due at once with a shorter period"), required=False)

    def period(self) -> Period:
        """What was entered, once it is valid."""
        return Period(self.number.data or 0, Unit(self.unit.data))


class HoldForm(Form):
    """On whom or what, why, and when somebody looks again."""

    email = Email(_l("E-mail address of the person"), required=False, hint=_l("Everything about this person is kept."))
    record = ShortText(
        _l("Or the number of one record"),
        required=False,
        max_length=36,
        hint=_l("Only this record is kept. The number stands in the lists of what is due, and in the audit."),
        looks={"spellcheck": False, "autocomplete": "off"},
    )
    reason = LongText(
        _l("Why"),
        rows=4,
        max_length=2000,
        hint=_l("Only administrators who may place holds read this. The person sees that they looked."),
        missing=_l("Say why, for whoever looks at it again."),
    )
    review_on = Day(_l("When to look at it again"), missing=_l("Enter a day on which somebody looks at it again."))
