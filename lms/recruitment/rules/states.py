"""From which state an application or a post may go where, and who acts next."""

from collections.abc import Mapping
from datetime import date

from lms.core.errors import Refused
from lms.core.text import Lazy, Text
from lms.core.text import lazy_gettext as _l
from lms.recruitment.models import ApplicationState, PostState, Route

__all__ = [
    "COLOURS",
    "DECIDED",
    "LIVE",
    "NAMES",
    "POST_NAMES",
    "ROUTE_NAMES",
    "may_move",
    "moved",
    "next_step",
    "takes_applications",
]

S = ApplicationState

MOVES: Mapping[S, frozenset[S]] = {
    S.DRAFT: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    S.SUBMITTED: frozenset({S.SHORTLISTED, S.NOT_THIS_TIME, S.WITHDRAWN}),
    S.SHORTLISTED: frozenset({S.INTERVIEW, S.NOT_THIS_TIME, S.WITHDRAWN}),
    S.INTERVIEW: frozenset({S.INTERVIEW, S.OFFER, S.RESERVE, S.NOT_THIS_TIME, S.WITHDRAWN}),
    S.RESERVE: frozenset({S.OFFER, S.NOT_THIS_TIME, S.WITHDRAWN}),
    S.OFFER: frozenset({S.ACCEPTED, S.DECLINED, S.WITHDRAWN}),
    S.NOT_THIS_TIME: frozenset(),
    S.ACCEPTED: frozenset(),
    S.DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
}

LIVE = frozenset(state for state, onward in MOVES.items() if onward)
DECIDED = frozenset(MOVES) - LIVE

NAMES: Mapping[S, Lazy] = {
    S.DRAFT: _l("Being written"),
    S.SUBMITTED: _l("Sent"),
    S.SHORTLISTED: _l("Shortlisted"),
    S.INTERVIEW: _l("Interview"),
    S.OFFER: _l("Offer made"),
    S.RESERVE: _l("On the reserve list"),
    S.NOT_THIS_TIME: _l("Not this time"),
    S.ACCEPTED: _l("Offer accepted"),
    S.DECLINED: _l("Offer not taken up"),
    S.WITHDRAWN: _l("Withdrawn"),
}

COLOURS: Mapping[S, str] = {
    S.SUBMITTED: "blue",
    S.SHORTLISTED: "aqua-green",
    S.INTERVIEW: "purple",
    S.OFFER: "yellow",
    S.ACCEPTED: "green",
}

POST_NAMES: Mapping[PostState, Lazy] = {
    PostState.DRAFT: _l("Draft"),
    PostState.OPEN: _l("Open"),
    PostState.CLOSED: _l("Closed"),
}

ROUTE_NAMES: Mapping[Route, Lazy] = {
    Route.OFFER_THEN_TRAIN: _l("Offer first, then training"),
    Route.TRAIN_THEN_APPLY: _l("Training first, then applying"),
    Route.EMPLOYED_FROM_DAY_ONE: _l("Employed from the first day, for example an apprenticeship"),
    Route.ALREADY_IN_POST: _l("Already in post"),
}

NEXT: Mapping[S, tuple[Text, Text]] = {
    S.DRAFT: (_l("You have started. Nobody can read it until you send it."), _l("You")),
    S.SUBMITTED: (
        _l("At least two people read your answers, each on their own. One or more has lived experience."),
        _l("The people who score"),
    ),
    S.SHORTLISTED: (_l("We would like to meet you. We are finding a date."), _l("HR")),
    S.INTERVIEW: (_l("The date, the place and the questions are on this page."), _l("You")),
    S.OFFER: (_l("We have made you an offer. Take the time you need."), _l("You")),
    S.RESERVE: (_l("You are on our reserve list. You are free to take other work."), _l("HR")),
    S.NOT_THIS_TIME: (_l("We have written to you. You can ask for feedback."), ""),
    S.ACCEPTED: (_l("You have accepted. Your home page shows what happens next."), _l("HR")),
    S.DECLINED: (_l("You told us that it is not for you now. You can apply again whenever you wish."), ""),
    S.WITHDRAWN: (_l("You took this application back. Nobody scores it. You can apply for other posts."), ""),
}


def may_move(state: S, to: S) -> bool:
    """True when an application may go from `state` to `to`."""
    return to in MOVES[state]


def moved(state: S, to: S) -> S:
    """`to`, when an application may go there from `state`. Raises Refused otherwise."""
    if not may_move(state, to):
        raise Refused(
            _l(
                "This application is at “%(state)s” now, so that cannot be done. Reload the page to see it.",
                state=NAMES[state],
            )
        )
    return to


def next_step(state: S, *, met: bool = False, short: bool = False) -> tuple[Text, Text]:
    """What is happening with an application and who acts next.

    `met` once the interview is over; `short` while too few people can score it.
    """
    if state is S.SUBMITTED and short:
        return _l("Somebody else is being found to read and score it."), _l("HR")
    if state is S.INTERVIEW and met:
        return _l("Thank you for meeting us. We write to you when we have decided."), _l("HR")
    return NEXT[state]


def takes_applications(state: PostState, closes_on: date, today: date) -> bool:
    """True when somebody may send an application today; the closing day is included."""
    return state is PostState.OPEN and closes_on >= today
