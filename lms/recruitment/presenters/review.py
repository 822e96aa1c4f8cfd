"""One application as HR sees it: no private answer, no scorer's comment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.text import Text
from lms.core.verdict import Verdict
from lms.people.queries import names
from lms.recruitment import queries
from lms.recruitment.forms.scoring import LEANINGS
from lms.recruitment.models import (
    Application,
    ApplicationState,
    DecisionKind,
    GuaranteedInterview,
    Interview,
    Offer,
)
from lms.recruitment.presenters.parts import (
    Meeting,
    SideBySide,
    Tag,
    all_in,
    meeting,
    side_by_side,
    state_tag,
)
from lms.recruitment.queries import Case, Seat
from lms.recruitment.rules.scoring import may_compare, meets_essentials
from lms.recruitment.rules.states import NAMES, may_move
from lms.recruitment.rules.verdicts import Sitting, shortlist_verdict

__all__ = ["Review", "review"]

S = ApplicationState
BEFORE_MEETING = frozenset({S.SUBMITTED, S.SHORTLISTED})


@dataclass(frozen=True)
class May:
    """What can be recorded now."""

    shortlist: bool
    interview: bool
    outcome: bool
    offer: bool
    reserve: bool
    not_this_time: bool
    feedback: bool


@dataclass(frozen=True)
class Review:
    """An application as HR sees it: no private answer, no scorer's comment."""

    id: UUID
    version: int
    name: str
    email: str
    phone: str
    title: str
    team: str
    post_id: UUID
    tag: Tag
    submitted_at: datetime | None
    scored_again_at: datetime | None
    answers: Sequence[tuple[str, str]]
    withheld: Sequence[str]
    verdict: Verdict | None
    seats: Sequence[tuple[str, bool, bool]]
    compared: SideBySide | None
    assured: bool
    guaranteed: bool
    adjustments: str
    meeting: Meeting | None
    outcome: Sequence[tuple[str, int]]
    leaning: Text
    offer: Offer | None
    history: Sequence[tuple[Text, datetime, str]]
    reserve_until: date | None
    feedback_way: str
    told: bool
    may: May


def review(session: Session, actor: Actor, case: Case) -> Review:
    """The page of one application, in at most ten statements."""
    application, spec = case.application, case.post.spec
    seats, scores = queries.seats_of(session, application), queries.scores_of(session, application)
    interview = queries.interview_of(session, application.id)
    verdict = _verdict(case, seats, scores) if application.state is S.SUBMITTED else None
    guaranteed = application.guaranteed_interview is GuaranteedInterview.YES
    assured = guaranteed and meets_essentials(spec["criteria"], [score.points for score, _name in scores])
    return Review(
        id=application.id,
        version=application.version,
        name=case.person.chosen_name,
        email=case.person.email or "",
        phone=case.person.phone,
        title=case.post.title,
        team=case.node.name,
        post_id=case.post.id,
        tag=state_tag(application),
        submitted_at=application.submitted_at,
        scored_again_at=application.scored_again_at,
        **_answers(session, case),
        verdict=verdict,
        seats=_seats(seats, scores),
        compared=_compared(actor, case, seats, scores),
        assured=assured,
        guaranteed=guaranteed,
        adjustments=application.adjustments,
        meeting=meeting(interview, spec["interview"], clock.now()),
        outcome=_outcome(interview, spec["interview"]),
        leaning=LEANINGS[interview.leaning] if interview and interview.leaning else "",
        offer=queries.offer_of(session, application.id),
        history=_history(session, application),
        reserve_until=application.reserve_until,
        feedback_way=application.feedback_way or "",
        told=application.feedback_done_at is not None,
        may=_may(application, interview, verdict, assured=assured),
    )


def _verdict(case: Case, seats: Sequence[Seat], scores: Sequence[tuple[Any, str]]) -> Verdict:
    available = [seat.sitting for seat in seats if seat.available]
    sent = [Sitting(score.lived_experience) for score, _name in scores]
    return shortlist_verdict(available, sent, post_id=case.post.id)


def _answers(session: Session, case: Case) -> dict[str, Any]:
    written = queries.open_answers_of(session, case.application.id)
    return {
        "answers": [
            (step["title"], written[step["code"]].text) for step in case.post.spec["steps"] if step["code"] in written
        ],
        "withheld": [step["title"] for step in case.post.spec["steps"] if step["private"]],
    }


def _seats(seats: Sequence[Seat], scores: Sequence[tuple[Any, str]]) -> list[tuple[str, bool, bool]]:
    sent = {score.scorer_id for score, _name in scores}
    return [(seat.name, seat.available, seat.member.person_id in sent) for seat in seats]


def _compared(actor: Actor, case: Case, seats: Sequence[Seat], scores: Sequence[tuple[Any, str]]) -> SideBySide | None:
    complete, moved_on = all_in(seats, scores, case.application.state)
    seen = may_compare(
        holds_seat=any(seat.member.person_id == actor.id for seat in seats if seat.available),
        own_in=any(score.scorer_id == actor.id for score, _name in scores),
        all_in=complete,
        moved_on=moved_on and bool(scores),
    )
    return side_by_side(case.post.spec["criteria"], scores, comments=False) if seen else None


def _outcome(interview: Interview | None, questions: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    points = interview.points if interview else {}
    return [(one["text"], points[one["code"]]) for one in questions if one["code"] in points]


def _history(session: Session, application: Application) -> list[tuple[Text, datetime, str]]:
    decisions = queries.decisions_of(session, application.id)
    who = names(session, [one.by_id for one in decisions])
    shown = {kind: NAMES[S(kind.value)] for kind in DecisionKind}
    return [(shown[one.kind], one.decided_at, who[one.by_id]) for one in decisions]


def _may(application: Application, interview: Interview | None, verdict: Verdict | None, *, assured: bool) -> May:
    state = application.state
    recorded = interview is not None and interview.recorded_at is not None
    met = interview is not None and interview.starts_at <= clock.now()
    ready = (verdict is None or verdict.ok) and (state is not S.INTERVIEW or recorded)
    return May(
        shortlist=may_move(state, S.SHORTLISTED) and ready,
        interview=may_move(state, S.INTERVIEW) and not recorded,
        outcome=state is S.INTERVIEW and met and not recorded,
        offer=may_move(state, S.OFFER) and ready,
        reserve=may_move(state, S.RESERVE) and ready,
        not_this_time=may_move(state, S.NOT_THIS_TIME) and ready and not (assured and state in BEFORE_MEETING),
        feedback=application.feedback_way is not None and application.feedback_done_at is None,
    )
