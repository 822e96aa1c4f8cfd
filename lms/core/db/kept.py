"""Why each column is kept, on what basis, how long, and what erasure does to it.

Bases are those of UK GDPR Articles 6, 9 and 10. How long is said by a retention class, which is also what the runs of
`lms.retention` go by: the words on a page and the rule that disposes are the same thing. Periods follow the NHS Records
Management Code's defaults; an administrator may change them.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from lms.core.db.classes import (
    ADJUSTMENTS,
    CHECKS,
    COMPLAINTS,
    DECISIONS,
    DRAFTS,
    JOURNAL,
    LEARNING,
    LOOKS,
    MATTER,
    NAMES,
    OUTBOX,
    OUTCOMES,
    PIECES,
    POSTS,
    RECORD,
    STORIES,
    TRACES,
    TRAIL,
    UNSUCCESSFUL,
    WAYS_IN,
    RetentionClass,
)


class Erasure(StrEnum):
    """What happens to a column when a person asks to be erased."""

    KEEP = "keep"
    CLEAR = "clear"
    REPLACE = "replace"


@dataclass(frozen=True)
class Kept:
    """One class of data: purpose, lawful basis, how long, and what erasure does.

    A plugin that says no rule of retention may say how long in words of its own.
    What is not `told` is in no copy that a person takes away: whoever found the copy could sign in with it.
    """

    purpose: str
    basis: str
    keeps: RetentionClass | str
    erasure: Erasure
    told: bool = field(default=True, compare=False)

    @property
    def retention(self) -> str:
        """How long it is kept by default, in words."""
        return self.keeps if isinstance(self.keeps, str) else self.keeps.words()

    @property
    def untold(self) -> "Kept":
        """The same class of data, for a column that is in no copy."""
        return replace(self, told=False)


TECHNICAL = Kept("make the record work", "not personal by itself", RECORD, Erasure.KEEP)
CONTENT = Kept("teach, assess and certify", "not personal", MATTER, Erasure.KEEP)
IDENTITY = Kept(
    "know who a record is about",
    "Art 6(1)(b), steps before and under a contract",
    NAMES,
    Erasure.REPLACE,
)
CONTACT = Kept("reach the person", "Art 6(1)(b)", NAMES, Erasure.CLEAR)
WISH = Kept("do as the person prefers", "Art 6(1)(b)", NAMES, Erasure.CLEAR)
SECURITY = Kept("keep accounts safe", "Art 6(1)(f), security", TRACES, Erasure.CLEAR)
ERRAND = Kept("do once what was asked for, such as sending a letter", "Art 6(1)(b)", OUTBOX, Erasure.CLEAR)
SIGN_IN = Kept("let the person in, and nobody else", "Art 6(1)(f), security", WAYS_IN, Erasure.CLEAR)
APPLICATION = Kept("choose fairly among applicants", "Art 6(1)(b)", UNSUCCESSFUL, Erasure.CLEAR)
STORY = Kept("hear lived experience the person chose to share", "Art 6(1)(b) and 9(2)(b)", STORIES, Erasure.CLEAR)
ADJUSTMENT = Kept(
    "make reasonable adjustments", "Art 6(1)(c) and 9(2)(b), Equality Act 2010", ADJUSTMENTS, Erasure.CLEAR
)
UNSENT = Kept("lose nothing that is typed", "Art 6(1)(b) and 9(2)(b)", DRAFTS, Erasure.CLEAR)
TRAINING = Kept("show what was learnt", "Art 6(1)(e)", LEARNING, Erasure.KEEP)
REFLECTION = Kept("the person's own reflection", "Art 6(1)(b) and 9(2)(b)", JOURNAL, Erasure.CLEAR)
EVIDENCE = Kept("show what a person can do", "Art 6(1)(e) and 9(2)(b)", PIECES, Erasure.CLEAR)
DECISION = Kept("answer for a decision", "Art 6(1)(e)", DECISIONS, Erasure.KEEP)
CHECK = Kept("run employment checks", "Art 6(1)(c)", CHECKS, Erasure.KEEP)
CHECK_OUTCOME = Kept("know the outcome of a check", "Art 6(1)(c), 9(2)(b) and 10", OUTCOMES, Erasure.CLEAR)
WORK = Kept("start and support someone in post", "Art 6(1)(b)", POSTS, Erasure.KEEP)
LEAVING = Kept("answer for why somebody left", "Art 6(1)(b) and 9(2)(b)", POSTS, Erasure.CLEAR)
HOLD = Kept("answer for a placement that waits", "Art 6(1)(b)", POSTS, Erasure.CLEAR)
COMPLAINT = Kept("answer for what became of a complaint", "Art 6(1)(e)", COMPLAINTS, Erasure.KEEP)
COMPLAINT_WORDS = Kept("look at a complaint fairly", "Art 6(1)(e) and 9(2)(b)", COMPLAINTS, Erasure.CLEAR)
LOOKED = Kept("show who looked", "Art 6(1)(f), accountability", LOOKS, Erasure.KEEP)
AUDIT = Kept("show who did what", "Art 6(1)(f), accountability", TRAIL, Erasure.KEEP)
