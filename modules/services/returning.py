"""Leaving while learning, and coming back: what was done counts, and what changed is asked anew."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.people.roles import Role
from lms.people.services import grant
from modules import queries
from modules.models import (
    ENDED,
    Activity,
    ActivityEvent,
    Enrolment,
    EnrolmentState,
    EventKind,
    Module,
    ProgrammeVersion,
)
from modules.queries.content import LEARNT
from modules.rules import same_major, same_step

__all__ = ["come_back", "defer", "go_on"]

Key = tuple[str, str]


def defer(session: Session, *, person_id: UUID, node_id: UUID, by: Actor) -> None:
    """Put off what somebody who leaves this node has under way there, paused or not; all that was done is kept."""
    over = (EnrolmentState.COMPLETED, *ENDED)
    query = sa.select(Enrolment).filter_by(person_id=person_id, node_id=node_id)
    for enrolment in session.scalars(query.where(Enrolment.state.not_in(over))):
        enrolment.deferred_from, enrolment.state = enrolment.state, EnrolmentState.DEFERRED
        record(session, by=by, action="enrolment.deferred", subject=enrolment, about=person_id)
    session.flush()


def go_on(session: Session, *, person_id: UUID, node_id: UUID, by: Actor) -> None:
    """Take up again what was put off at this node because somebody was said to have left, and had not.

    What was paused then is paused again.
    """
    theirs = {"person_id": person_id, "node_id": node_id, "state": EnrolmentState.DEFERRED}
    for enrolment in session.scalars(sa.select(Enrolment).filter_by(**theirs)).all():
        if enrolment.deferred_from is EnrolmentState.PAUSED:
            enrolment.state = EnrolmentState.PAUSED
        else:
            enrolment.state, enrolment.last_active_at = _state_of(session, enrolment), clock.now()
        enrolment.deferred_from = None
        record(session, by=by, action="enrolment.goes-on", subject=enrolment, about=person_id)
    session.flush()


def _state_of(session: Session, enrolment: Enrolment) -> EnrolmentState:
    done = queries.progress_of(session, [enrolment])[enrolment.id].done
    return EnrolmentState.COMPLETED if done else EnrolmentState.ACTIVE


def come_back(
    session: Session, *, enrolment: Enrolment, node_id: UUID, newest: ProgrammeVersion, by: Actor
) -> Enrolment:
    """Go on, at this node, in the enrolment that somebody had before they left.

    In the version they had, unless one with another major number is taught: then in that, with every step done that
    says what it said before, on the day on which it was done.
    """
    current = session.get_one(ProgrammeVersion, enrolment.version_id)
    steps = 0
    if not same_major(current.number, newest.number):
        enrolment.before_id, enrolment.version_id, enrolment.cohort_id = current.id, newest.id, None
        steps = _bring_steps(session, enrolment, current.id, newest.id)
    enrolment.node_id, enrolment.back_on, enrolment.last_active_at = node_id, clock.today(), clock.now()
    session.flush()
    if enrolment.state is not EnrolmentState.PAUSED:
        enrolment.state, enrolment.deferred_from = _state_of(session, enrolment), None
    grant(session, person_id=enrolment.person_id, role=Role.TRAINEE, node_id=node_id, by=by)
    record(
        session,
        by=by,
        action="enrolment.came-back",
        subject=enrolment,
        about=enrolment.person_id,
        before=str(current.id),
        now=str(enrolment.version_id),
        steps=steps,
    )
    session.flush()
    return enrolment


def _bring_steps(session: Session, enrolment: Enrolment, old: UUID, new: UUID) -> int:
    """Note for each unchanged step that was done that it is done in the new version too. Returns how many."""
    earlier, now = _steps(session, old), _steps(session, new)
    becomes = {earlier[key].id: now[key].id for key in earlier.keys() & now.keys() if same_step(earlier[key], now[key])}
    enrolment.last_activity_id = becomes.get(enrolment.last_activity_id) if enrolment.last_activity_id else None
    query = sa.select(ActivityEvent).filter_by(enrolment_id=enrolment.id, kind=EventKind.DONE)
    done = {event.activity_id: event.created_at for event in session.scalars(query)}
    brought = [(becomes[activity_id], at) for activity_id, at in done.items() if activity_id in becomes]
    session.add_all(
        ActivityEvent(enrolment_id=enrolment.id, activity_id=activity_id, kind=EventKind.DONE, created_at=at)
        for activity_id, at in brought
    )
    return len(brought)


def _steps(session: Session, version_id: UUID) -> dict[Key, Activity]:
    query = sa.select(Module.slug, Activity).join(Module, Module.id == Activity.module_id)
    found = session.execute(query.where(Module.version_id == version_id, LEARNT))
    return {(slug, activity.slug): activity for slug, activity in found}
