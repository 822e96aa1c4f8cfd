"""What HR records: shortlisted, interview, what came of it, offer, reserve, not this time."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import expect_version
from lms.core.errors import Refused
from lms.core.text import day
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Verdict
from lms.recruitment import queries
from lms.recruitment.models import (
    ApplicationState,
    Decision,
    DecisionKind,
    GuaranteedInterview,
    Interview,
    Leaning,
    Offer,
)
from lms.recruitment.queries import Case
from lms.recruitment.rules.scoring import meets_essentials
from lms.recruitment.rules.states import moved
from lms.recruitment.rules.verdicts import Sitting, decide_verdict, shortlist_verdict
from lms.recruitment.services.decisions import tell_applicant, write_decision

__all__ = [
    "arrange_interview",
    "feedback_given",
    "interview_assured",
    "make_offer",
    "not_this_time",
    "put_on_reserve",
    "record_interview",
    "scored_enough",
    "shortlist",
]

S = ApplicationState


def scored_enough(session: Session, case: Case) -> Verdict:
    """Rule `shortlist` for one application."""
    seats = [seat.sitting for seat in queries.seats_of(session, case.application) if seat.available]
    scores = [Sitting(score.lived_experience) for score, _name in queries.scores_of(session, case.application)]
    return shortlist_verdict(seats, scores, post_id=case.post.id)


def interview_assured(session: Session, case: Case) -> bool:
    """True when the applicant said yes to a guaranteed interview and every essential point is met."""
    points = [score.points for score, _name in queries.scores_of(session, case.application)]
    asked = case.application.guaranteed_interview is GuaranteedInterview.YES
    return asked and meets_essentials(case.post.spec["criteria"], points)


def shortlist(session: Session, *, case: Case, by: Actor, seen: int | None = None) -> None:
    """Decide to meet somebody. Raises Refused while scores are still to come."""
    state = _ready(session, case, S.SHORTLISTED, seen)
    seen_then = _seen_scores(session, case)
    case.application.state = state
    write_decision(session, case=case, kind=DecisionKind.SHORTLISTED, by=by, snapshot=seen_then)


def arrange_interview(
    session: Session,
    *,
    case: Case,
    starts_at: datetime,
    place: str,
    meets: str,
    letter: str,
    by: Actor,
    seen: int | None = None,
) -> Interview:
    """Set or change when and where we meet, and send the questions ahead. Raises Refused for a moment gone by."""
    state = _ready(session, case, S.INTERVIEW, seen)
    if starts_at <= clock.now():
        raise Refused(_l("Choose a date and a time that are still to come."), field="on")
    interview = queries.interview_of(session, case.application.id) or Interview(application_id=case.application.id)
    if interview.recorded_at is not None:
        raise Refused(_l("What came out of this interview is written down already, so its date is fixed."))
    interview.starts_at, interview.place, interview.meets = starts_at, place, meets
    session.add(interview)
    case.application.state = state
    shown = {"starts_at": starts_at.isoformat(), "questions": case.post.spec["interview"]}
    decision = write_decision(session, case=case, kind=DecisionKind.INTERVIEW, by=by, snapshot=shown, letter=letter)
    tell_applicant(session, case=case, decision=decision)
    return interview


def record_interview(
    session: Session, *, case: Case, points: Mapping[str, int], leaning: Leaning, by: Actor, seen: int | None = None
) -> None:
    """Write down points for each question and what the panel would do.

    Raises Refused before the day, or when it is written down already.
    """
    expect_version(case.application, seen)
    interview = queries.interview_of(session, case.application.id)
    if case.application.state is not S.INTERVIEW or interview is None:
        raise Refused(_l("There is no interview to write about. Arrange one first."))
    if interview.recorded_at is not None:
        raise Refused(_l("This is written down already."))
    if interview.starts_at > clock.now():
        raise Refused(_l("The interview is still to come: on %(day)s.", day=day(interview.starts_at)))
    interview.points, interview.leaning, interview.recorded_at = dict(points), leaning, clock.now()
    record(session, by=by, action="interview.recorded", subject=interview, about=case.person.id)
    session.flush()


def make_offer(session: Session, *, case: Case, hours: float, letter: str, by: Actor, seen: int | None = None) -> Offer:
    """Offer the post at its team and band, for these hours a week. Raises Refused before the interview is recorded."""
    state = _ready(session, case, S.OFFER, seen)
    terms = {"team": case.node.name, "node_id": str(case.node.id), "hours": hours, "band": case.post.band}
    seen_then = {**_seen_interview(session, case), "terms": terms}
    case.application.state, case.application.decided_at = state, clock.now()
    offer = Offer(application_id=case.application.id, terms=terms, made_by_id=by.id, made_at=clock.now())
    session.add(offer)
    _send(session, case, DecisionKind.OFFER, letter, seen_then, by)
    return offer


def put_on_reserve(
    session: Session, *, case: Case, until: date, letter: str, by: Actor, seen: int | None = None
) -> None:
    """Keep somebody in mind until a date. Raises Refused for a date gone by, or an interview not recorded."""
    state = _ready(session, case, S.RESERVE, seen)
    if until <= clock.today():
        raise Refused(_l("Choose a day that is still to come."), field="until")
    seen_then = {**_seen_interview(session, case), "until": until.isoformat()}
    case.application.state, case.application.reserve_until = state, until
    case.application.decided_at = clock.now()
    _send(session, case, DecisionKind.RESERVE, letter, seen_then, by)


def not_this_time(session: Session, *, case: Case, letter: str, by: Actor, seen: int | None = None) -> None:
    """Decide not to go on this time, and say so kindly.

    Raises Refused while scores or interview notes are still to come, and when a guaranteed interview is due.
    """
    before = case.application.state
    state = _ready(session, case, S.NOT_THIS_TIME, seen)
    if before in {S.SUBMITTED, S.SHORTLISTED} and interview_assured(session, case):
        raise Refused(
            _l("They asked for a guaranteed interview and meet every essential point, so invite them to an interview.")
        )
    seen_then = {**_seen_scores(session, case), **_seen_interview(session, case)}
    case.application.state, case.application.decided_at = state, clock.now()
    _send(session, case, DecisionKind.NOT_THIS_TIME, letter, seen_then, by)


def feedback_given(session: Session, *, case: Case, by: Actor, seen: int | None = None) -> None:
    """Note that feedback was given: the panel no longer reads private answers. Raises Refused when none is due."""
    expect_version(case.application, seen)
    if case.application.feedback_way is None or case.application.feedback_done_at is not None:
        raise Refused(_l("No feedback is waiting to be given."))
    case.application.feedback_done_at = clock.now()
    record(session, by=by, action="application.feedback-given", subject=case.application, about=case.person.id)
    session.flush()


def _ready(session: Session, case: Case, to: S, seen: int | None) -> S:
    """The state to go to, once whatever has to be in is in."""
    expect_version(case.application, seen)
    state = moved(case.application.state, to)
    if case.application.state is S.SUBMITTED:
        _insist(scored_enough(session, case))
    if case.application.state is S.INTERVIEW and to is not S.INTERVIEW:
        interview = queries.interview_of(session, case.application.id)
        recorded = interview is not None and interview.recorded_at is not None
        _insist(decide_verdict(application_id=case.application.id, recorded=recorded))
    return state


def _insist(verdict: Verdict) -> None:
    for reason in verdict.reasons:
        raise Refused(_l("Still to do first: %(what)s", what=reason.text))


def _seen_scores(session: Session, case: Case) -> dict[str, Any]:
    scores = [
        {"scorer": str(score.scorer_id), "lived_experience": score.lived_experience, "points": dict(score.points)}
        for score, _name in queries.scores_of(session, case.application)
    ]
    return {"scores": scores, "verdict": scored_enough(session, case).snapshot()}


def _seen_interview(session: Session, case: Case) -> dict[str, Any]:
    interview = queries.interview_of(session, case.application.id)
    if interview is None or interview.leaning is None:
        return {}
    return {"interview": {"points": dict(interview.points), "leaning": interview.leaning.value}}


def _send(
    session: Session, case: Case, kind: DecisionKind, letter: str, snapshot: dict[str, Any], by: Actor
) -> Decision:
    decision = write_decision(session, case=case, kind=kind, by=by, snapshot=snapshot, letter=letter)
    tell_applicant(session, case=case, decision=decision)
    return decision
