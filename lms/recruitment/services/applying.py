"""What an applicant does: start, write, send, take back, ask for feedback."""

from uuid import UUID

from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import expect_version
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Verdict
from lms.people import mail
from lms.people import services as people
from lms.recruitment import queries
from lms.recruitment.models import (
    Application,
    ApplicationAnswer,
    ApplicationState,
    DecisionKind,
    FeedbackWay,
    GuaranteedInterview,
    Post,
)
from lms.recruitment.queries import Case
from lms.recruitment.rules.privacy import may_ask_for_feedback, panel_may_read
from lms.recruitment.rules.states import moved, takes_applications
from lms.recruitment.rules.verdicts import submit_verdict
from lms.recruitment.services.decisions import write_decision

__all__ = [
    "ask_for_feedback",
    "close_answer",
    "panel_reads",
    "save_about",
    "save_adjustments",
    "save_answer",
    "sendable",
    "start",
    "submit",
    "withdraw",
]


def start(session: Session, *, post: Post, person_id: UUID, by: Actor) -> Application:
    """Begin an application, or go on with the one there is. Raises Refused when the post takes none today."""
    existing = queries.case_for_post(session, person_id, post.id)
    if existing is not None:
        return existing.application
    if not takes_applications(post.state, post.closes_on, clock.today()):
        raise Refused(_l("This post takes no applications any more. Look at the posts that are open now."))
    application = Application(post_id=post.id, person_id=person_id)
    session.add(application)
    session.flush()
    record(session, by=by, action="application.started", subject=application, about=person_id)
    return application


def save_about(
    session: Session,
    *,
    case: Case,
    chosen_name: str,
    certificate_name: str,
    phone: str,
    by: Actor,
    seen: int | None = None,
) -> None:
    """Keep names and telephone with the person, for this application and everything after it.

    Raises Refused when it is sent already, Stale when the person's were changed elsewhere after this was opened.
    """
    _only_draft(case.application)
    expect_version(case.person, seen)
    person = case.person
    if (chosen_name, certificate_name) != (person.chosen_name, person.certificate_name):
        people.rename(session, person=person, chosen_name=chosen_name, certificate_name=certificate_name, by=by)
    if phone != person.phone:
        people.update_contact(session, person=person, phone=phone, by=by)
    case.application.about_done = True
    record(session, by=by, action="application.about-saved", subject=case.application, about=person.id)
    session.flush()


def save_answer(
    session: Session, *, case: Case, step: str, text: str, by: Actor, later: bool = False, seen: int | None = None
) -> None:
    """Keep the answer to one question; `later` also keeps one that is empty or too long.

    Raises Refused when it is empty, Stale when it was changed elsewhere after it was opened, LookupError for
    a question the post does not ask.
    """
    _only_draft(case.application)
    question = next((one for one in case.post.spec["steps"] if one["code"] == step), None)
    if question is None:
        raise LookupError(step)
    if not text and not later:
        raise Refused(_l("Write your answer, or choose “Save and come back later”."), field="text")
    answer = queries.answers_of(session, case.application.id).get(step)
    if answer is None:
        answer = ApplicationAnswer(application_id=case.application.id, step=step, private=question["private"])
        session.add(answer)
    else:
        expect_version(answer, seen)
    answer.text, answer.finished = text, not later
    session.flush()
    record(session, by=by, action="application.answer-saved", subject=case.application, about=by.person_id, step=step)


def save_adjustments(
    session: Session,
    *,
    case: Case,
    adjustments: str,
    guaranteed: GuaranteedInterview | None,
    by: Actor,
    seen: int | None = None,
) -> None:
    """Keep what would help, and the answer to the guaranteed interview; None leaves the step to be done.

    Raises Refused when it is sent already, Stale when it was changed elsewhere after it was opened.
    """
    _only_draft(case.application)
    expect_version(case.application, seen)
    case.application.adjustments, case.application.guaranteed_interview = adjustments, guaranteed
    record(session, by=by, action="application.adjustments-saved", subject=case.application, about=by.person_id)
    session.flush()


def sendable(session: Session, case: Case) -> Verdict:
    """Whether an application may be sent, and what is still to do."""
    answers = queries.answers_of(session, case.application.id)
    return submit_verdict(
        case.post.spec["steps"],
        {step: answer.text for step, answer in answers.items() if answer.finished},
        application_id=case.application.id,
        about_done=case.application.about_done,
        adjustments_done=case.application.guaranteed_interview is not None,
        post_open=takes_applications(case.post.state, case.post.closes_on, clock.today()),
    )


def submit(session: Session, *, case: Case, by: Actor) -> Verdict:
    """Send an application when its verdict is ok; the verdict is given back either way. Raises Refused when sent."""
    application = case.application
    state = moved(application.state, ApplicationState.SUBMITTED)
    verdict = sendable(session, case)
    if verdict.ok:
        application.state, application.submitted_at = state, clock.now()
        record(session, by=by, action="application.submitted", subject=application, about=by.person_id)
        mail.write(
            session,
            to=case.person.id,
            subject=_l("We have what you sent"),
            body=_l("Thank you. Sign in at any time to see where it stands and who acts next."),
            key=f"recruitment.submitted:{application.id}",
            path=f"/applications/{application.id}",
        )
        session.flush()
    return verdict


def withdraw(session: Session, *, case: Case, by: Actor) -> None:
    """Take an application back; nobody asks why. Raises Refused once there is nothing to take back."""
    application = case.application
    application.state = moved(application.state, ApplicationState.WITHDRAWN)
    write_decision(session, case=case, kind=DecisionKind.WITHDRAWN, by=by, snapshot={})
    session.flush()


def panel_reads(case: Case) -> bool:
    """True while the panel may read private answers of this application."""
    application = case.application
    return panel_may_read(
        application.state,
        decided_at=application.decided_at,
        feedback_wanted=application.feedback_way is not None,
        feedback_done=application.feedback_done_at is not None,
        now=clock.now(),
    )


def close_answer(session: Session, *, case: Case, step: str, by: Actor) -> None:
    """Close a private answer to the panel: nobody but the applicant reads it again. Points stay as they are.

    What scorers wrote beside them may repeat it, so pages close that with it: `rules.privacy.comments_closed`.

    Raises Refused when there is no such answer to close.
    """
    answer = queries.answers_of(session, case.application.id).get(step)
    if answer is None or not answer.private or answer.closed_at is not None or not panel_reads(case):
        raise Refused(_l("There is no answer here that is open to anybody else."))
    answer.closed_at = clock.now()
    record(session, by=by, action="application.answer-closed", subject=case.application, about=by.person_id, step=step)
    session.flush()


def ask_for_feedback(session: Session, *, case: Case, way: FeedbackWay, by: Actor) -> None:
    """Ask to hear back by call or in writing. Raises Refused when it is too early, too late, or done."""
    application = case.application
    open_now = may_ask_for_feedback(application.state, decided_at=application.decided_at, now=clock.now())
    if application.feedback_done_at is not None or not open_now:
        raise Refused(
            _l("You cannot ask for feedback here now. Ring or write to us instead: the number is on this page.")
        )
    application.feedback_way = way
    record(session, by=by, action="application.feedback-asked", subject=application, about=by.person_id, way=way.value)
    session.flush()


def _only_draft(application: Application) -> None:
    if application.state is not ApplicationState.DRAFT:
        raise Refused(_l("You have sent this application, so it can no longer be changed. You can still take it back."))
