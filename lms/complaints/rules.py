"""What may be done with a complaint as it stands, who reads its words, and what follows from its outcome. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from lms.complaints.models import Complaint, Outcome, Source
from lms.core.text import Lazy, Text
from lms.core.text import lazy_gettext as _l

__all__ = [
    "LIFTING",
    "OUTCOMES",
    "SOURCES",
    "WHY_AGAIN",
    "cannot_answer",
    "cannot_close",
    "cannot_hold",
    "cannot_open",
    "cannot_tell",
    "day_problem",
    "is_open",
    "until",
]

HALF_AN_HOUR = timedelta(minutes=30)
LIFTING = frozenset({Outcome.NOT_UPHELD, Outcome.WITHDRAWN})  # with these nothing is left for which a placement waits

SOURCES: Mapping[Source, Lazy] = {
    Source.SUPPORTED: _l("Somebody who is or was supported"),
    Source.COLLEAGUE: _l("A colleague"),
    Source.OTHER: _l("Somebody else"),
}
OUTCOMES: Mapping[Outcome, Lazy] = {
    Outcome.UPHELD: _l("Upheld"),
    Outcome.PARTLY: _l("Partly upheld"),
    Outcome.NOT_UPHELD: _l("Not upheld"),
    Outcome.WITHDRAWN: _l("Withdrawn"),
}
WHY_AGAIN: Mapping[str, Lazy] = {
    "asked-for": _l("The person asks what was said, or why it was decided so"),
    "looked-at-again": _l("The outcome is looked at again"),
    "claim": _l("A court, a regulator or an insurer asks"),
    "another": _l("Another complaint has to be seen beside it"),
}

TELL_FIRST = _l("They have not been told yet. Tell them first: nothing else here may be how they learn of it.")
CLOSED = _l("This complaint is closed. What follows for the placement is decided apart from it.")


def day_problem(came_in: date, today: date) -> Lazy | None:
    """Why a complaint cannot have come in on this day, or None."""
    return _l("This day is still to come. Enter the day on which it came in.") if came_in > today else None


def cannot_tell(complaint: Complaint) -> Lazy | None:
    """Why its person cannot be told now, or None."""
    return _l("They have been told already. The page of the complaint shows what.") if complaint.told_at else None


def cannot_hold(complaint: Complaint) -> Text | None:
    """Why the placement cannot be put on hold for it, or None: a hold would tell before anybody did."""
    if complaint.told_at is None:
        return TELL_FIRST
    if complaint.outcome in LIFTING:
        return _l("This complaint is closed, and nothing is left for which the placement would wait.")
    return None


def cannot_close(complaint: Complaint) -> Text | None:
    """Why it cannot be closed now, or None. Nobody learns only at the end that there was one."""
    return CLOSED if complaint.closed_at else (None if complaint.told_at else TELL_FIRST)


def cannot_answer(complaint: Complaint) -> Lazy | None:
    """Why its person cannot write an answer now, or None."""
    closed = _l("This is closed, so your answer stays as it is. To say more, talk with whoever looks after it.")
    return closed if complaint.closed_at else None


def cannot_open(complaint: Complaint) -> Lazy | None:
    """Why there is nothing to open again, or None."""
    return None if complaint.closed_at else _l("This complaint is not closed: its words are open to you.")


def is_open(complaint: Complaint, now: datetime) -> bool:
    """Whether its owner reads its words: until it is closed, and for a while after each opening."""
    return complaint.closed_at is None or (complaint.open_until is not None and now < complaint.open_until)


def until(now: datetime) -> datetime:
    """When what is opened again now shuts."""
    return now + HALF_AN_HOUR
