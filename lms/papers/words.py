"""The words of the classification, gathered so that catalogues can have them; a test sees that none is missing."""

from lms.core.text import gettext
from lms.core.text import lazy_gettext as _l

__all__ = ["GATHERED", "said"]

GATHERED = (
    # why
    _l("make the record work"),
    _l("teach, assess and certify"),
    _l("know who a record is about"),
    _l("reach the person"),
    _l("keep accounts safe"),
    _l("choose fairly among applicants"),
    _l("hear lived experience the person chose to share"),
    _l("make reasonable adjustments"),
    _l("show what was learnt"),
    _l("the person's own reflection"),
    _l("show what a person can do"),
    _l("answer for a decision"),
    _l("run employment checks"),
    _l("know the outcome of a check"),
    _l("start and support someone in post"),
    _l("show who did what"),
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
    # how long
    _l("as long as its record"),
    _l("while any record pins it"),
    _l("6 years after leaving"),
    _l("1 year after last use"),
    _l("12 months after the decision, when unsuccessful"),
    _l("until decision and feedback are done"),
    _l("while the adjustment is in use"),
    _l("6 years after completion"),
    _l("until the person deletes it"),
    _l("3 years after certification"),
    _l("employment and 2 years"),
    _l("6 months after the decision, then outcome only"),
    _l("8 years"),
)


def said(word: str) -> str:
    """A word of the classification in the reader's language; a plugin's own as it is."""
    return gettext(word)
