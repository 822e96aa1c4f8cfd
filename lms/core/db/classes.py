"""Retention classes: how long each kind of record is kept, what starts its clock, and what happens then.

Periods follow the NHS Records Management Code's defaults; an administrator may change them.
"""

from dataclasses import dataclass

from lms.core.db.periods import Period, Unit
from lms.core.text import Lazy
from lms.core.text import lazy_gettext as _l


@dataclass(frozen=True)
class RetentionClass:
    """How long one kind of record is kept: the clock starts with `clock`, and after the period `then` happens.

    Without a period it stays as long as `clock` says. `least` and `most` are what the law allows, where it says so;
    `confirmed` is whether the period itself was found in the source, rather than to be confirmed by whoever runs this.
    """

    code: str
    name: Lazy
    clock: Lazy
    period: Period | None
    then: Lazy
    source: Lazy
    confirmed: bool = False
    least: Period | None = None
    most: Period | None = None

    def words(self, period: Period | None = None) -> str:
        """How long, as a reader is told: "12 months after the decision"; with the period that is in force, if given."""
        length = period or self.period
        return str(_l("%(period)s after %(clock)s", period=length, clock=self.clock) if length else self.clock)


CODE = _l("NHS Records Management Code 2021, as a provider’s privacy notice cites it")
OURS = _l("our default")
STAYS = _l("It goes with its record.")
NAMELESS = _l("Names and contact are removed, the account is closed, and what they sealed can never be read again.")
GOES = _l("The record is deleted.")

RECORD = RetentionClass("record", _l("Parts that make a record work"), _l("as long as its record"), None, STAYS, OURS)
MATTER = RetentionClass("content", _l("Teaching content"), _l("while any record pins it"), None, STAYS, OURS)
NAMES = RetentionClass(
    "identity",
    _l("Names and contact of people who worked or learned here"),
    _l("the last role ended, once nothing else is kept about the person"),
    Period(6, Unit.YEARS),
    NAMELESS,
    CODE,
)
ACCOUNT = RetentionClass(
    "account",
    _l("Accounts of people who only applied, or only signed up"),
    _l("the account was last used, once nothing else is kept about the person"),
    Period(12, Unit.MONTHS),
    NAMELESS,
    OURS,
)
WAYS_IN = RetentionClass(
    "sign-in",
    _l("Passwords, second factors and keys"),
    _l("as long as the account"),
    None,
    _l("They go with the name; what the key has sealed can never be read again."),
    OURS,
)
TRACES = RetentionClass(
    "security", _l("Sign-ins and other security records"), _l("last use"), Period(1, Unit.YEARS), GOES, OURS
)
OUTBOX = RetentionClass(
    "outbox",
    _l("Work done in the background, letters among it"),
    _l("it was done; for a letter that could not be sent, when it was given up"),
    Period(90, Unit.DAYS),
    GOES,
    OURS,
)
UNSUCCESSFUL = RetentionClass(
    "application",
    _l("Applications that did not lead to a post"),
    _l("the decision, when unsuccessful"),
    Period(12, Unit.MONTHS),
    _l("Answers, letters and comments go. That there was an application, and what became of it, is still counted."),
    _l("common practice: 6 to 12 months"),
)
STORIES = RetentionClass(
    "story",
    _l("Answers in an application, with what somebody told of their own life"),
    _l("the decision is sent and feedback is done"),
    Period(6, Unit.MONTHS),
    _l("The answers are deleted."),
    OURS,
)
ADJUSTMENTS = RetentionClass(
    "adjustment",
    _l("Adjustments somebody asked for"),
    _l("the adjustment is no longer in use"),
    Period(6, Unit.MONTHS),
    _l("The adjustments are cleared; the application stays."),
    OURS,
)
LEARNING = RetentionClass(
    "training",
    _l("What was done in a programme, step by step"),
    _l("the programme is completed or left, or the last role ended"),
    Period(6, Unit.YEARS),
    _l("Steps and quiz answers go. That the programme was completed stays."),
    _l("%(code)s; for statutory training it says 10 years", code=CODE),
)
DECISIONS = RetentionClass(
    "decision",
    _l("Sign-offs, awards and other decisions"),
    _l("as long as the record they decide about"),
    None,
    STAYS,
    OURS,
)
JOURNAL = RetentionClass(
    "reflection",
    _l("Private reflections"),
    _l("the programme is completed or left, or the last role ended; their writer may delete them at any time"),
    Period(12, Unit.MONTHS),
    _l("The reflections and recordings are deleted."),
    OURS,
)
DRAFTS = RetentionClass(
    "draft",
    _l("Words that were never sent"),
    _l("they were last touched; with an application, the post closed"),
    Period(12, Unit.MONTHS),
    GOES,
    OURS,
)
PIECES = RetentionClass(
    "evidence",
    _l("Evidence of what somebody can do"),
    _l("certification, or without one the programme is left or the last role ended"),
    Period(3, Unit.YEARS),
    _l("Words and files go. The sign-off stays, with what was decided."),
    OURS,
)
CHECKS = RetentionClass(
    "check",
    _l("Employment checks"),
    _l("the last role ended, or the start was not to go ahead"),
    Period(2, Unit.YEARS),
    _l("The checks and their history are deleted."),
    _l("Home Office guidance on right to work checks: employment and 2 years"),
    confirmed=True,
    least=Period(2, Unit.YEARS),
)
OUTCOMES = RetentionClass(
    "check-outcome",
    _l("What was agreed for work after a check"),
    _l("the last role ended, or the start was not to go ahead"),
    Period(6, Unit.MONTHS),
    _l("What was agreed is cleared; the outcome stays with its check."),
    _l("as the DBS code of practice says of what a certificate tells, none of which is kept here: 6 months at most"),
    most=Period(6, Unit.MONTHS),
)
POSTS = RetentionClass(
    "work",
    _l("Starts, checklists and supervision dates, and the application that led there"),
    _l("the last role ended, or the start was not to go ahead"),
    Period(6, Unit.YEARS),
    GOES,
    CODE,
)
COMPLAINTS = RetentionClass(
    "complaint",
    _l("Complaints about somebody’s work, and what became of them"),
    _l("the complaint was closed"),
    Period(6, Unit.YEARS),
    GOES,
    OURS,
)
TRAIL = RetentionClass(
    "audit",
    _l("The audit of who did what"),
    _l("it happened"),
    Period(8, Unit.YEARS),
    _l("The oldest part goes, as a whole; that it went is signed. An event under a hold keeps all that came after it."),
    OURS,
    least=Period(6, Unit.YEARS),
)
LOOKS = RetentionClass("looks", _l("Who looked at whose record"), _l("the look"), Period(8, Unit.YEARS), GOES, OURS)

CLASSES = (
    UNSUCCESSFUL,
    STORIES,
    ADJUSTMENTS,
    DRAFTS,
    LEARNING,
    JOURNAL,
    PIECES,
    OUTCOMES,
    CHECKS,
    POSTS,
    COMPLAINTS,
    TRACES,
    OUTBOX,
    WAYS_IN,
    LOOKS,
    TRAIL,
    ACCOUNT,
    NAMES,
    DECISIONS,
    MATTER,
    RECORD,
)
"""Every class of ours, in the order in which a page lists them."""
