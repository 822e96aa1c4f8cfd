"""The words of the classification, gathered for catalogues; a test sees that none is missing. How long, classes say."""

from lms.core.text import gettext
from lms.core.text import lazy_gettext as _l

__all__ = ["GATHERED", "said"]

GATHERED = (
    # why
    _l("make the record work"),
    _l("teach, assess and certify"),
    _l("know who a record is about"),
    _l("reach the person"),
    _l("do as the person prefers"),
    _l("keep accounts safe"),
    _l("do once what was asked for, such as sending a letter"),
    _l("let the person in, and nobody else"),
    _l("choose fairly among applicants"),
    _l("hear lived experience the person chose to share"),
    _l("make reasonable adjustments"),
    _l("lose nothing that is typed"),
    _l("show what was learnt"),
    _l("the person's own reflection"),
    _l("show what a person can do"),
    _l("answer for a decision"),
    _l("run employment checks"),
    _l("know the outcome of a check"),
    _l("start and support someone in post"),
    _l("answer for why somebody left"),
    _l("answer for a placement that waits"),
    _l("answer for what became of a complaint"),
    _l("look at a complaint fairly"),
    _l("show who did what"),
    _l("show who looked"),
    # on what basis
    _l("not personal by itself"),
    _l("not personal"),
    _l("Art 6(1)(b), steps before and under a contract"),
    _l("Art 6(1)(b)"),
    _l("Art 6(1)(f), security"),
    _l("Art 6(1)(b) and 9(2)(b)"),
    _l("Art 6(1)(c) and 9(2)(b), Equality Act 2010"),
    _l("Art 6(1)(e)"),
    _l("Art 6(1)(e) and 9(2)(b)"),
    _l("Art 6(1)(c)"),
    _l("Art 6(1)(c), 9(2)(b) and 10"),
    _l("Art 6(1)(f), accountability"),
)


def said(word: str) -> str:
    """A word of the classification in the reader's language; a plugin's own as it is."""
    return gettext(word)
