"""Forms of complaints."""

from lms.complaints.models import Outcome
from lms.complaints.rules import OUTCOMES, SOURCES, WHY_AGAIN
from lms.core.forms import Choice, Day, Form, LongText, Pick
from lms.core.text import lazy_gettext as _l

__all__ = ["AgainForm", "AnswerForm", "CloseForm", "HandForm", "HoldForm", "TellForm", "WriteForm"]

LONGEST = 10_000
WHAT_FOLLOWS = {
    Outcome.UPHELD: _l("What follows for the placement is decided apart from this, on its own pages."),
    Outcome.PARTLY: _l("What follows for the placement is decided apart from this, on its own pages."),
    Outcome.NOT_UPHELD: _l("A hold on the placement is lifted with it."),
    Outcome.WITHDRAWN: _l("A hold on the placement is lifted with it."),
}


class HandForm(Form):
    """Who looks after a complaint."""

    owner = Pick(_l("Who looks after it?"), missing=_l("Choose who looks after it."))


class WriteForm(Form):
    """A complaint as it came in."""

    came_in = Day(_l("When did it come in?"))
    source = Choice(_l("From whom?"), list(SOURCES.items()), hint=_l("Only this is kept: no name is asked for."))
    said = LongText(
        _l("What was said"),
        rows=8,
        max_length=LONGEST,
        missing=_l("Write down what was said."),
        hint=_l("As it was said, without names where you can. It is sealed: only whoever looks after it reads it."),
    )
    owner = Pick(
        _l("Who looks after it?"),
        missing=_l("Choose who looks after it."),
        hint=_l("Only they read it from now on. If that is not you, you do not see it again."),
    )


class TellForm(Form):
    """What the person is told."""

    told = LongText(
        _l("What is it about, and what happens next?"),
        rows=8,
        max_length=LONGEST,
        missing=_l("Say what it is about, and what happens next."),
        hint=_l("In plain words, to them. Nothing that gives away who spoke, if that is not for them to know."),
    )
    support = LongText(
        _l("Who supports them meanwhile?"),
        rows=3,
        max_length=2000,
        missing=_l("Say who supports them meanwhile, and how to reach that person."),
        hint=_l("Somebody other than you: a name, and how to reach them. They may bring somebody to any talk."),
    )


class HoldForm(Form):
    """Why a placement waits, and until when."""

    reason = LongText(
        _l("Why does the placement wait?"),
        rows=4,
        max_length=2000,
        missing=_l("Say why the placement waits."),
        hint=_l("To them: they read this. Their team reads only that it is on hold, and until when."),
    )
    review_on = Day(
        _l("Until when, at most?"),
        hint=_l("Within 20 working days. After that day the hold is over, unless you decide anew."),
    )


class CloseForm(Form):
    """What became of a complaint."""

    outcome = Choice(_l("What became of it?"), [(one, label, WHAT_FOLLOWS[one]) for one, label in OUTCOMES.items()])
    decision = LongText(
        _l("What do they read about it?"),
        rows=6,
        max_length=LONGEST,
        missing=_l("Say in plain words what became of it. They read it."),
        hint=_l("In plain words, to them: what was found, and what it means for them."),
    )
    reasons = LongText(
        _l("Your reasons"),
        rows=6,
        max_length=LONGEST,
        missing=_l("Write down your reasons, for whoever has to answer for this later."),
        hint=_l("Sealed with the complaint, and not in their copy: it may name what others said."),
    )


class AgainForm(Form):
    """Why a closed complaint has to be read again."""

    why = Choice(_l("Why do you have to read it again?"), list(WHY_AGAIN.items()))


class AnswerForm(Form):
    """What the person has to say."""

    answer = LongText(
        _l("What would you like to say?"),
        rows=8,
        max_length=LONGEST,
        missing=_l("Write your answer, or go back and answer later."),
        hint=_l("Only the person who looks after this reads it. You can change it until this is closed."),
    )
