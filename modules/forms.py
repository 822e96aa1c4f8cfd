"""Forms of learning."""

from lms.core.forms import Choice, Day, Form, LongText, Number, Pick, ShortText, Upload
from lms.core.text import lazy_gettext as _l

__all__ = ["AnswerForm", "CohortForm", "QuizForm", "ReflectionForm", "ReviewersForm", "ScenarioForm", "reflection_form"]


class ScenarioForm(Form):
    """One choice."""

    choice = Choice(_l("What would you do?"), missing=_l("Choose what you would do. You can choose again afterwards."))


class ReflectionForm(Form):
    """Prompts are added per activity. Whoever would rather speak adds a recording."""

    recording = Upload(
        _l("Or speak for yourself"),
        required=False,
        accept="audio/*",
        hint=_l("Record yourself, or add a recording: MP3, M4A, OGG, WAV or WebM. Only you can hear it."),
    )


def reflection_form(prompts: list[dict[str, str]]) -> type[ReflectionForm]:
    """A form with one text area for each prompt; every one may be left empty."""
    fields = {f"p_{p['id']}": LongText(p["text"], required=False, rows=6) for p in prompts}
    return type("PromptedForm", (ReflectionForm,), fields)


class QuizForm(Form):
    """The token only: questions are read from the activity."""


class AnswerForm(Form):
    """The token only: the activity's kind reads the rest."""


class CohortForm(Form):
    """A dated run of a version."""

    name = ShortText(_l("Name"), missing=_l("Give the cohort a name, for example “Autumn cohort”."))
    node = Pick(_l("Where"), missing=_l("Choose where the cohort belongs."))
    starts_on = Day(_l("First day"), missing=_l("Enter the first day."))
    ends_on = Day(_l("Last day"), missing=_l("Enter the last day."))
    capacity = Number(_l("Places"), least=1, most=500, missing=_l("Enter how many places there are."))


class ReviewersForm(Form):
    """The two peer workers who have read a module."""

    first = ShortText(_l("First reviewer"), missing=_l("Name a peer worker who has read this module."))
    second = ShortText(_l("Second reviewer"), missing=_l("Name a second peer worker who has read this module."))
