"""A scorer's queue and page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.tables import Slice
from lms.recruitment import queries
from lms.recruitment.models import ApplicationState, Score
from lms.recruitment.presenters.parts import SideBySide, Tag, all_in, side_by_side, state_tag
from lms.recruitment.queries import ScoringCase
from lms.recruitment.rules.privacy import comments_closed
from lms.recruitment.rules.scoring import may_compare
from lms.recruitment.services.applying import panel_reads

__all__ = ["QueuePage", "ScorePage", "queue_page", "score_page", "takes_comments"]


@dataclass(frozen=True)
class QueueLine:
    """One application to score, or scored."""

    id: UUID
    name: str
    title: str
    team: str
    submitted_at: datetime
    begun: bool
    tag: Tag


@dataclass(frozen=True)
class QueuePage:
    """What waits for a scorer, or what they have scored."""

    lines: Sequence[QueueLine]
    slice: Slice[Any]
    scored: bool


def queue_page(session: Session, actor: Actor, *, scored: bool, cursor: str) -> QueuePage:
    """One page of the queue, in one statement."""
    found = queries.scoring_page(session, actor, scored=scored, cursor=cursor)
    lines = [
        QueueLine(
            application.id,
            person.chosen_name,
            post.title,
            node.name,
            application.submitted_at,
            score is not None,
            state_tag(application),
        )
        for application, post, node, person, _seat, score in found.items
    ]
    return QueuePage(lines, found, scored)


@dataclass(frozen=True)
class ReadAnswer:
    """One answer as a scorer reads it; `text` is empty when it is closed."""

    title: str
    text: str
    private: bool
    closed: bool
    shows: Sequence[str]


@dataclass(frozen=True)
class ScorePage:
    """Answers beside the lines that each may show; later, everybody's points side by side."""

    id: UUID
    name: str
    title: str
    team: str
    answers: Sequence[ReadAnswer]
    criteria: Sequence[Mapping[str, Any]]
    looks_in: Mapping[str, str]
    scale: Sequence[Mapping[str, Any]]
    version: int | None
    open: bool
    sent_at: datetime | None
    own: Mapping[str, int]
    waits_on: int
    compared: SideBySide | None
    private_shown: bool
    comments: bool
    tag: Tag


def score_page(session: Session, actor: Actor, case: ScoringCase, score: Score | None) -> ScorePage:
    """The page of one application for one of its scorers."""
    spec, seats = case.post.spec, queries.seats_of(session, case.application)
    scores = queries.scores_of(session, case.application)
    sent_at = score.submitted_at if score else None
    complete, moved_on = all_in(seats, scores, case.application.state)
    seen = may_compare(holds_seat=True, own_in=sent_at is not None, all_in=complete, moved_on=moved_on)
    answers, comments = _answers(session, case), takes_comments(session, case)
    titles = {step["code"]: step["title"] for step in spec["steps"]}
    return ScorePage(
        id=case.application.id,
        name=case.person.chosen_name,
        title=case.post.title,
        team=case.node.name,
        answers=answers,
        criteria=spec["criteria"],
        looks_in={one["code"]: " / ".join(titles[step] for step in one["shown_in"]) for one in spec["criteria"]},
        scale=spec["scale"],
        version=score.version if score else 0,
        open=sent_at is None and case.application.state is ApplicationState.SUBMITTED,
        sent_at=sent_at,
        own=score.points if score else {},
        waits_on=sum(seat.available for seat in seats) - len(scores),
        compared=side_by_side(spec["criteria"], scores, comments=comments) if seen else None,
        private_shown=any(one.private and not one.closed for one in answers),
        comments=comments,
        tag=state_tag(case.application),
    )


def takes_comments(session: Session, case: ScoringCase) -> bool:
    """Whether scorers write words beside their points, and read each other's."""
    closed = queries.closings_of(session, case.application.id)
    return not comments_closed(closed, scored_again_at=case.application.scored_again_at)


def _answers(session: Session, case: ScoringCase) -> list[ReadAnswer]:
    reads, written = panel_reads(case), queries.answers_of(session, case.application.id)
    shown = []
    for step in case.post.spec["steps"]:
        answer = written.get(step["code"])
        closed = answer is None or (answer.private and (answer.closed_at is not None or not reads))
        numbers = [
            str(number) for number, one in enumerate(case.post.spec["criteria"], 1) if step["code"] in one["shown_in"]
        ]
        text = "" if answer is None or closed else answer.text
        shown.append(ReadAnswer(step["title"], text, step["private"], closed, numbers))
    return shown
