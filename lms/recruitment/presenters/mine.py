"""One's own application: what to do, where it stands, what was written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.recruitment import queries
from lms.recruitment.models import ApplicationAnswer, ApplicationState, FeedbackWay, Offer
from lms.recruitment.presenters.parts import Letter, Meeting, Tag, letters, meeting, state_tag
from lms.recruitment.queries import Case
from lms.recruitment.rules.privacy import may_ask_for_feedback, may_be_scored_again
from lms.recruitment.rules.states import may_move, next_step, takes_applications
from lms.recruitment.rules.verdicts import ABOUT, ADJUSTMENTS, CHECK, too_few, words
from lms.recruitment.services.applying import panel_reads

__all__ = ["ApplicationPage", "OwnAnswer", "application_page", "own_answers"]


@dataclass(frozen=True)
class Task:
    """One step of an application."""

    step: str
    title: Text
    done: bool


@dataclass(frozen=True)
class OwnAnswer:
    """One's own answer, and whether the panel can read it now."""

    step: str
    title: str
    text: str
    private: bool
    closed: bool
    may_close: bool


@dataclass(frozen=True)
class ApplicationPage:
    """One's own application: what to do, where it stands, what was written."""

    id: UUID
    version: int
    title: str
    team: str
    post_id: UUID
    contact: str
    closes_on: date
    open: bool
    tag: Tag
    says: Text
    who: Text
    tasks: Sequence[Task]
    next_step: str
    panel: Sequence[tuple[UUID, str]]
    may_withdraw: bool
    may_score_again: bool
    scored_again_at: datetime | None
    letters: Sequence[Letter]
    meeting: Meeting | None
    offer: Offer | None
    answers: Sequence[OwnAnswer]
    submitted_at: datetime | None
    reserve_until: date | None
    may_ask: bool
    asked: FeedbackWay | None
    told: bool

    @property
    def draft(self) -> bool:
        """True while it is being written."""
        return bool(self.tasks)

    @property
    def offered(self) -> bool:
        """True while an offer waits for an answer."""
        return self.offer is not None and self.offer.answer is None


def application_page(session: Session, case: Case) -> ApplicationPage:
    """The whole page, in at most six statements."""
    application, post, now = case.application, case.post, clock.now()
    draft = application.state is ApplicationState.DRAFT
    answers = queries.answers_of(session, application.id)
    tasks = list(tasks_of(case, answers)) if draft else []
    shown = meeting(queries.interview_of(session, application.id), post.spec["interview"], now)
    choosable = application.state in {ApplicationState.DRAFT, ApplicationState.SUBMITTED}
    seats = [seat for seat in queries.seats_of(session, application) if seat.available] if choosable else []
    short = too_few([seat.sitting for seat in seats])
    says, who = next_step(application.state, met=shown is not None and shown.over, short=short)
    closed = any(one.closed_at for one in answers.values())
    may_ask = may_ask_for_feedback(application.state, decided_at=application.decided_at, now=now)
    return ApplicationPage(
        id=application.id,
        version=application.version,
        title=post.title,
        team=case.node.name,
        post_id=post.id,
        contact=post.contact,
        closes_on=post.closes_on,
        open=takes_applications(post.state, post.closes_on, clock.today()),
        tag=state_tag(application),
        says=says,
        who=who,
        tasks=tasks,
        next_step=next((task.step for task in tasks if not task.done), CHECK),
        panel=[(seat.member.id, seat.name) for seat in seats],
        may_withdraw=may_move(application.state, ApplicationState.WITHDRAWN),
        may_score_again=may_be_scored_again(application.state, closed=closed, asked_at=application.scored_again_at),
        scored_again_at=application.scored_again_at,
        letters=letters(queries.decisions_of(session, application.id)),
        meeting=shown,
        offer=queries.offer_of(session, application.id),
        answers=[] if draft else own_answers(case, answers),
        submitted_at=application.submitted_at,
        reserve_until=application.reserve_until,
        may_ask=may_ask and application.feedback_way is None,
        asked=application.feedback_way,
        told=application.feedback_done_at is not None,
    )


def tasks_of(case: Case, answers: Mapping[str, ApplicationAnswer]) -> Iterator[Task]:
    """The steps of an application in order, all but the last."""
    yield Task(ABOUT, _l("About you"), case.application.about_done)
    for question in case.post.spec["steps"]:
        written = answers.get(question["code"])
        done = written is not None and written.finished and words(written.text) <= question["max_words"]
        yield Task(question["code"], question["title"], done)
    yield Task(ADJUSTMENTS, _l("What would help you"), case.application.guaranteed_interview is not None)


def own_answers(case: Case, answers: Mapping[str, ApplicationAnswer]) -> list[OwnAnswer]:
    """What one has written, question by question."""
    reads = panel_reads(case)
    return [
        OwnAnswer(
            question["code"],
            question["title"],
            found.text,
            found.private,
            found.closed_at is not None or not reads,
            found.private and found.closed_at is None and reads,
        )
        for question in case.post.spec["steps"]
        if (found := answers.get(question["code"]))
    ]
