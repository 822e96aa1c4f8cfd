"""Why each column is kept, on what basis, how long, and what erasure does to it.

Bases are those of UK GDPR Articles 6, 9 and 10. Periods follow the NHS Records Management Code's defaults
and stay configurable; each preset is a class of data, not a promise about one organisation.
"""

from dataclasses import dataclass
from enum import StrEnum


class Erasure(StrEnum):
    """What happens to a column when a person asks to be erased."""

    KEEP = "keep"
    CLEAR = "clear"
    REPLACE = "replace"


@dataclass(frozen=True)
class Kept:
    """One class of data: purpose, lawful basis, retention, and what erasure does."""

    purpose: str
    basis: str
    retention: str
    erasure: Erasure


TECHNICAL = Kept("make the record work", "not personal by itself", "as long as its record", Erasure.KEEP)
CONTENT = Kept("teach, assess and certify", "not personal", "while any record pins it", Erasure.KEEP)
IDENTITY = Kept(
    "know who a record is about",
    "Art 6(1)(b), steps before and under a contract",
    "6 years after leaving",
    Erasure.REPLACE,
)
CONTACT = Kept("reach the person", "Art 6(1)(b)", "6 years after leaving", Erasure.CLEAR)
SECURITY = Kept("keep accounts safe", "Art 6(1)(f), security", "1 year after last use", Erasure.CLEAR)
APPLICATION = Kept(
    "choose fairly among applicants",
    "Art 6(1)(b)",
    "12 months after the decision, when unsuccessful",
    Erasure.CLEAR,
)
STORY = Kept(
    "hear lived experience the person chose to share",
    "Art 6(1)(b) and 9(2)(b)",
    "until decision and feedback are done",
    Erasure.CLEAR,
)
ADJUSTMENT = Kept(
    "make reasonable adjustments",
    "Art 6(1)(c) and 9(2)(b), Equality Act 2010",
    "while the adjustment is in use",
    Erasure.CLEAR,
)
TRAINING = Kept("show what was learnt", "Art 6(1)(e)", "6 years after completion", Erasure.KEEP)
REFLECTION = Kept(
    "the person's own reflection", "Art 6(1)(b) and 9(2)(b)", "until the person deletes it", Erasure.CLEAR
)
EVIDENCE = Kept("show what a person can do", "Art 6(1)(e) and 9(2)(b)", "3 years after certification", Erasure.CLEAR)
DECISION = Kept("answer for a decision", "Art 6(1)(e)", "6 years after completion", Erasure.KEEP)
CHECK = Kept("run employment checks", "Art 6(1)(c)", "employment and 2 years", Erasure.KEEP)
CHECK_OUTCOME = Kept(
    "know the outcome of a check",
    "Art 6(1)(c), 9(2)(b) and 10",
    "6 months after the decision, then outcome only",
    Erasure.CLEAR,
)
WORK = Kept("start and support someone in post", "Art 6(1)(b)", "6 years after leaving", Erasure.KEEP)
AUDIT = Kept("show who did what", "Art 6(1)(f), accountability", "8 years", Erasure.KEEP)
