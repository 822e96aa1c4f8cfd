"""Who may read a private answer and what was written about it, and who may have others score."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from lms.recruitment.models import ApplicationState

__all__ = ["ASK_FOR_FEEDBACK", "comments_closed", "may_ask_for_feedback", "may_be_scored_again", "panel_may_read"]

S = ApplicationState
ASK_FOR_FEEDBACK = timedelta(days=28)
_CLOSED = frozenset({S.DRAFT, S.WITHDRAWN, S.ACCEPTED, S.DECLINED})


def panel_may_read(
    state: S, *, decided_at: datetime | None, feedback_wanted: bool, feedback_done: bool, now: datetime
) -> bool:
    """True while a named scorer may read private answers: from sending until decision and feedback are done.

    After "not this time" there are four weeks in which the applicant may ask for feedback; somebody who asked
    keeps the answers open until it is given.
    """
    if state in _CLOSED:
        return False
    if state is not S.NOT_THIS_TIME:
        return True
    if feedback_done:
        return False
    return feedback_wanted or may_ask_for_feedback(state, decided_at=decided_at, now=now)


def may_ask_for_feedback(state: S, *, decided_at: datetime | None, now: datetime) -> bool:
    """True when the applicant may ask for feedback: on the reserve list, or for four weeks after the decision."""
    if state is S.RESERVE:
        return True
    return state is S.NOT_THIS_TIME and decided_at is not None and now < decided_at + ASK_FOR_FEEDBACK


def comments_closed(closed: Iterable[datetime], *, scored_again_at: datetime | None) -> bool:
    """True while what scorers write may repeat an answer: one is closed, and they could read it before it was.

    Those who score again after it was closed have never read it.
    """
    return any(scored_again_at is None or at > scored_again_at for at in closed)


def may_be_scored_again(state: S, *, closed: bool, asked_at: datetime | None) -> bool:
    """True when the applicant may ask that other people score: an answer is closed, nobody has decided, and once."""
    return state is S.SUBMITTED and closed and asked_at is None
