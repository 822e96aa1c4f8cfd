"""What a trainee does: open, read, choose, reflect, answer, pause."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import announce
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from modules import queries
from modules.models import Activity, ActivityEvent, Enrolment, EnrolmentState, EventKind, QuizAttempt, Reflection
from modules.rules import right_answers
from modules.signals import module_done, programme_done

__all__ = ["answer_quiz", "choose", "forget", "mark_done", "opened", "pause", "reflect", "resume"]


def opened(session: Session, *, enrolment: Enrolment, activity: Activity) -> None:
    """Remember where somebody is, so that they come back to exactly here."""
    enrolment.last_activity_id, enrolment.last_active_at = activity.id, clock.now()
    _once(session, enrolment, activity, EventKind.OPENED)


def _once(session: Session, enrolment: Enrolment, activity: Activity, kind: EventKind, detail: str = "") -> bool:
    same = {"enrolment_id": enrolment.id, "activity_id": activity.id, "kind": kind, "detail": detail}
    if session.scalar(sa.select(ActivityEvent.id).filter_by(**same).limit(1)):
        return False
    session.add(ActivityEvent(**same))
    session.flush()
    return True


def mark_done(session: Session, *, enrolment: Enrolment, activity: Activity, by: Actor) -> None:
    """Record that an activity is done; announces the module and the programme when it was the last of them."""
    opened(session, enrolment=enrolment, activity=activity)
    if not _once(session, enrolment, activity, EventKind.DONE):
        return
    found = queries.progress_of(session, [enrolment])[enrolment.id]
    module = next(m for m in found.modules if m.facts.id == activity.module_id)
    if module.done:
        record(
            session, by=by, action="module.done", subject=enrolment, about=enrolment.person_id, module=module.facts.slug
        )
        announce(
            module_done,
            session,
            enrolment_id=enrolment.id,
            person_id=enrolment.person_id,
            module_slug=module.facts.slug,
        )
    if found.done:
        enrolment.state = EnrolmentState.COMPLETED
        record(session, by=by, action="programme.done", subject=enrolment, about=enrolment.person_id)
        announce(programme_done, session, enrolment_id=enrolment.id, person_id=enrolment.person_id)
        session.flush()


def choose(session: Session, *, enrolment: Enrolment, activity: Activity, choice: int, by: Actor) -> None:
    """Record a choice in a scenario. Raises Refused when there is no such choice."""
    if not 0 <= choice < len(activity.body["choices"]):
        raise Refused(_l("Choose one of the answers on the page."), field="choice")
    _once(session, enrolment, activity, EventKind.CHOICE, str(choice))
    mark_done(session, enrolment=enrolment, activity=activity, by=by)


def reflect(session: Session, *, enrolment: Enrolment, activity: Activity, texts: Mapping[str, str], by: Actor) -> None:
    """Keep what somebody wrote for themselves, by prompt; an empty text removes it."""
    kept = queries.reflections_of(session, enrolment.id, activity.id)
    for prompt in activity.body["prompts"]:
        text = texts.get(prompt["id"], "")
        row = kept.get(prompt["id"])
        if row is not None and text:
            row.text = text
        elif row is not None:
            session.delete(row)
        elif text:
            session.add(Reflection(enrolment_id=enrolment.id, activity_id=activity.id, prompt=prompt["id"], text=text))
    session.flush()
    mark_done(session, enrolment=enrolment, activity=activity, by=by)


def forget(session: Session, *, enrolment: Enrolment, activity: Activity) -> None:
    """Delete what somebody wrote here for themselves, for good."""
    for row in queries.reflections_of(session, enrolment.id, activity.id).values():
        session.delete(row)
    session.flush()


def answer_quiz(
    session: Session, *, enrolment: Enrolment, activity: Activity, answers: Mapping[str, Sequence[str]], by: Actor
) -> QuizAttempt:
    """Record one go at a quiz. A practice quiz is done by having a go, whatever the answers."""
    questions = activity.body["questions"]
    attempt = QuizAttempt(
        enrolment_id=enrolment.id,
        activity_id=activity.id,
        answers={key: list(chosen) for key, chosen in answers.items()},
        right_count=right_answers(questions, answers),
        total=len(questions),
    )
    session.add(attempt)
    session.flush()
    mark = activity.body["pass_mark"]
    if mark is None or attempt.right_count * 100 >= mark * attempt.total:
        mark_done(session, enrolment=enrolment, activity=activity, by=by)
    return attempt


def pause(session: Session, *, enrolment: Enrolment, by: Actor) -> None:
    """Pause: no reason asked, the place is held. Raises Refused unless it is under way."""
    if enrolment.state is not EnrolmentState.ACTIVE:
        raise Refused(_l("There is nothing to pause here at the moment."))
    enrolment.state = EnrolmentState.PAUSED
    record(session, by=by, action="enrolment.paused", subject=enrolment, about=enrolment.person_id)
    session.flush()


def resume(session: Session, *, enrolment: Enrolment, by: Actor) -> None:
    """Come back from a pause, to exactly where one was. Raises Refused unless it is paused."""
    if enrolment.state is not EnrolmentState.PAUSED:
        raise Refused(_l("Your learning is not paused. Go on from your learning page."))
    enrolment.state, enrolment.last_active_at = EnrolmentState.ACTIVE, clock.now()
    record(session, by=by, action="enrolment.resumed", subject=enrolment, about=enrolment.person_id)
    session.flush()
