"""What a trainee does: open, read, choose, answer, pause."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import announce, insert, prepared, rows
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from modules import queries
from modules.heads import AnyActivity, AnyEnrolment
from modules.kinds import kind_of
from modules.models import ENDED, UNDER_WAY, ActivityEvent, Enrolment, EnrolmentState, EventKind, QuizAttempt
from modules.rules import closed_for, passed, right_answers
from modules.signals import activity_done, module_done, programme_done

__all__ = ["answer", "answer_quiz", "choose", "end_learning", "mark_done", "opened", "pause", "resume"]

LONGEST_ANSWER = 40
A_MOMENT = timedelta(minutes=1)


def opened(session: Session, *, enrolment: AnyEnrolment, activity: AnyActivity, before: bool = False) -> None:
    """Remember where somebody is, so that they come back to exactly here. During a pause the place stays.

    `before` says that there was an earlier visit; the first one is kept as an event.
    """
    if enrolment.state not in UNDER_WAY:
        return
    # Not through the row: two tabs opened at once are no conflict.
    session.connection().execute(*_place(enrolment=enrolment.id, activity=activity.id, now=clock.now()))
    if not before:
        insert(session, ActivityEvent, enrolment_id=enrolment.id, activity_id=activity.id, kind=EventKind.OPENED)


@prepared
def _place(*, enrolment: UUID, activity: UUID, now: datetime) -> sa.Update:
    here = sa.update(Enrolment).where(Enrolment.id == enrolment)
    # The row in the session is left as it is: nothing here reads the place again.
    return here.values(last_activity_id=activity, last_active_at=now).execution_options(synchronize_session=False)


def _was_just_here(enrolment: AnyEnrolment, activity: AnyActivity) -> bool:
    """Whether the page with the questions has said so a moment ago: then their answers need not say it again."""
    return enrolment.last_activity_id == activity.id and clock.now() - enrolment.last_active_at < A_MOMENT


def _once(session: Session, enrolment: AnyEnrolment, activity: AnyActivity, kind: EventKind, detail: str = "") -> bool:
    if rows(session, _same(enrolment=enrolment.id, activity=activity.id, kind=kind, detail=detail)).first():
        return False
    insert(session, ActivityEvent, enrolment_id=enrolment.id, activity_id=activity.id, kind=kind, detail=detail)
    return True


@prepared
def _same(*, enrolment: UUID, activity: UUID, kind: EventKind, detail: str) -> sa.Select[UUID]:
    here = sa.and_(ActivityEvent.enrolment_id == enrolment, ActivityEvent.activity_id == activity)
    return sa.select(ActivityEvent.id).where(here, ActivityEvent.kind == kind, ActivityEvent.detail == detail).limit(1)


def _expect_open(session: Session, enrolment: AnyEnrolment) -> None:
    """Raise Refused while the programme is paused or has ended for this person; whoever was invited has begun."""
    closed = closed_for(enrolment.state)
    if closed is not None:
        raise Refused(closed)
    if enrolment.state is EnrolmentState.INVITED:
        _row(session, enrolment).state = EnrolmentState.ACTIVE


def _row(session: Session, enrolment: AnyEnrolment) -> Enrolment:
    return enrolment if isinstance(enrolment, Enrolment) else session.get_one(Enrolment, enrolment.id)


def mark_done(session: Session, *, enrolment: AnyEnrolment, activity: AnyActivity, by: Actor) -> None:
    """Record that an activity is done; announces the module and the programme when it was the last of them.

    Raises Refused while the programme is paused or has ended for this person.
    """
    _expect_open(session, enrolment)
    opened(session, enrolment=enrolment, activity=activity, before=True)
    if not _once(session, enrolment, activity, EventKind.DONE):
        return
    found = queries.progress_of(session, [enrolment])[enrolment.id]
    module = next(m for m in found.modules if m.facts.id == activity.module_id)
    facts: dict[str, Any] = {"enrolment_id": enrolment.id, "person_id": enrolment.person_id}
    slug = module.facts.slug
    announce(activity_done, session, **facts, module_slug=slug, activity_slug=activity.slug)
    if module.done:
        row = _row(session, enrolment)
        record(session, by=by, action="module.done", subject=row, about=enrolment.person_id, module=slug)
        announce(module_done, session, **facts, module_slug=slug)
    if found.done:
        row = _row(session, enrolment)
        row.state = EnrolmentState.COMPLETED
        record(session, by=by, action="programme.done", subject=row, about=enrolment.person_id)
        session.flush()
        announce(programme_done, session, **facts)


def answer(
    session: Session, *, enrolment: AnyEnrolment, activity: AnyActivity, given: Mapping[str, Sequence[str]], by: Actor
) -> bool:
    """Keep an answer as the activity's kind takes it; whether the activity is done with it.

    Raises Refused as `mark_done` and as the kind does; ValueError when the kind gives no short text.
    """
    _expect_open(session, enrolment)
    kind = kind_of(activity.kind)
    said = kind.take(activity.body, given)
    if not isinstance(said, str) or len(said) > LONGEST_ANSWER:
        raise ValueError(f"{activity.kind}: take gave {said!r}, and promised a text of {LONGEST_ANSWER} characters")
    if said:
        where = {"enrolment_id": enrolment.id, "activity_id": activity.id}
        insert(session, ActivityEvent, **where, kind=EventKind.ANSWER, detail=said)
    done = kind.done(activity.body, queries.answers_of(session, enrolment.id, activity.id))
    if done:
        mark_done(session, enrolment=enrolment, activity=activity, by=by)
    return done


def choose(session: Session, *, enrolment: AnyEnrolment, activity: AnyActivity, choice: int, by: Actor) -> None:
    """Record a choice in a scenario. Raises Refused when there is no such choice, and as `mark_done`."""
    if not 0 <= choice < len(activity.body["choices"]):
        raise Refused(_l("Choose one of the answers on the page."), field="choice")
    mark_done(session, enrolment=enrolment, activity=activity, by=by)
    _once(session, enrolment, activity, EventKind.CHOICE, str(choice))


def answer_quiz(
    session: Session,
    *,
    enrolment: AnyEnrolment,
    activity: AnyActivity,
    answers: Mapping[str, Sequence[str]],
    by: Actor,
    before: bool = False,
) -> UUID:
    """Record one go at a quiz; gives its id. A practice quiz is done by having a go, whatever the answers.

    `before` says that it was done by an earlier go already. Raises Refused as `mark_done`.
    """
    _expect_open(session, enrolment)
    asked = [str(number) for number in queries.asked(session, enrolment, activity)]
    given = {key: list(answers.get(key, ())) for key in asked}
    right, total = right_answers(activity.body["questions"], given), len(asked)
    where = {"enrolment_id": enrolment.id, "activity_id": activity.id}
    attempt = insert(session, QuizAttempt, **where, answers=given, right_count=right, total=total)
    if before:
        if not _was_just_here(enrolment, activity):
            opened(session, enrolment=enrolment, activity=activity, before=True)
    elif passed(activity.body["pass_mark"], right, total):
        mark_done(session, enrolment=enrolment, activity=activity, by=by)
    return attempt


def pause(session: Session, *, enrolment: Enrolment, by: Actor) -> None:
    """Pause: no reason asked, the place is held. Raises Refused unless it is under way."""
    if enrolment.state not in UNDER_WAY:
        raise Refused(_l("There is nothing to pause here at the moment. Your learning page says where it stands."))
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


def end_learning(session: Session, *, person_id: UUID, by: Actor) -> None:
    """End whatever this person has under way, paused or not; what is completed stays so."""
    over = (EnrolmentState.COMPLETED, *ENDED)
    for enrolment in session.scalars(sa.select(Enrolment).filter_by(person_id=person_id)):
        if enrolment.state not in over:
            enrolment.state = EnrolmentState.WITHDRAWN
            record(session, by=by, action="enrolment.ended", subject=enrolment, about=person_id)
    session.flush()
