"""Enrolling: once per person and programme, pinned to the newest published version; and again after leaving."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import announce
from lms.employment.queries import left_post
from lms.people.models import Node
from lms.people.roles import Role
from lms.people.services import grant
from modules import queries
from modules.models import ENDED, Cohort, Enrolment, EnrolmentRequest, EnrolmentState, Programme, ProgrammeVersion
from modules.services.returning import come_back
from modules.signals import enrolled

__all__ = ["enrol", "enrol_waiting"]


def enrol(
    session: Session,
    *,
    person_id: UUID,
    programme_slug: str,
    node_id: UUID,
    by: Actor,
    application_id: UUID | None = None,
) -> Enrolment | None:
    """Enrol a person, once: whoever is in the programme already, or was when they left, goes on in that enrolment.

    None when no version is published yet: then they are enrolled as soon as one is.
    """
    found = _enrolled_before(session, person_id, programme_slug, application_id)
    version = queries.newest_published(session, programme_slug)
    if found is not None:
        if version is not None and _was_away(session, found, application_id):
            found.application_id = application_id
            return come_back(session, enrolment=found, node_id=node_id, newest=version, by=by)
        found.application_id = found.application_id or application_id
        return found
    if version is None:
        _wait(session, person_id, programme_slug, node_id, application_id, by)
        return None
    _one_at_a_time(session, version)
    cohort = _cohort_with_room(session, version, node_id)
    enrolment = Enrolment(
        person_id=person_id,
        version_id=version.id,
        node_id=node_id,
        cohort_id=cohort.id if cohort else None,
        application_id=application_id,
        last_active_at=clock.now(),
    )
    session.add(enrolment)
    session.flush()
    grant(session, person_id=person_id, role=Role.TRAINEE, node_id=node_id, by=by)
    record(session, by=by, action="enrolment.started", subject=enrolment, about=person_id, version=str(version.id))
    announce(enrolled, session, enrolment_id=enrolment.id, person_id=person_id, programme_version_id=version.id)
    return enrolment


def _enrolled_before(session: Session, person_id: UUID, slug: str, application_id: UUID | None) -> Enrolment | None:
    """This application's enrolment, else one of the person's in any version of the programme that was not given up."""
    if application_id is not None:
        same = session.scalar(sa.select(Enrolment).filter_by(application_id=application_id))
        if same is not None:
            return same
    query = (
        sa.select(Enrolment)
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .where(Enrolment.person_id == person_id, Programme.slug == slug, Enrolment.state != EnrolmentState.WITHDRAWN)
    )
    return session.scalar(query.order_by(Enrolment.created_at.desc()).limit(1))


def _was_away(session: Session, enrolment: Enrolment, application_id: UUID | None) -> bool:
    """True for an enrolment that was put off, or whose person has left a post, once a new application leads back."""
    if application_id is None or enrolment.application_id == application_id:
        return False
    return enrolment.state is EnrolmentState.DEFERRED or left_post(session, enrolment.person_id) is not None


def _wait(session: Session, person_id: UUID, slug: str, node_id: UUID, application_id: UUID | None, by: Actor) -> None:
    if any(r.person_id == person_id for r in queries.waiting_requests(session, slug)):
        return
    request = EnrolmentRequest(person_id=person_id, node_id=node_id, programme_slug=slug, application_id=application_id)
    session.add(request)
    session.flush()
    record(session, by=by, action="enrolment.waits-for-programme", subject=request, about=person_id)


def enrol_waiting(session: Session, *, programme_slug: str, by: Actor) -> int:
    """Enrol everybody who waited for this programme to be published. Returns how many."""
    waiting = queries.waiting_requests(session, programme_slug)
    for request in waiting:
        request.enrolled_at = clock.now()
        enrol(
            session,
            person_id=request.person_id,
            programme_slug=programme_slug,
            node_id=request.node_id,
            application_id=request.application_id,
            by=by,
        )
    return len(waiting)


def _one_at_a_time(session: Session, version: ProgrammeVersion) -> None:
    """Whoever enrols in a version at the same moment waits, so that the last place of a cohort is given once."""
    query = sa.select(ProgrammeVersion.id).where(ProgrammeVersion.id == version.id)
    session.execute(query.with_for_update(key_share=True))  # SQLite lets one write at a time anyway


def _cohort_with_room(session: Session, version: ProgrammeVersion, node_id: UUID) -> Cohort | None:
    """The cohort of this version at the node or above it that still has room, the nearest in time first."""
    path = session.get_one(Node, node_id).path
    taken = (
        sa.select(sa.func.count())
        .where(Enrolment.cohort_id == Cohort.id, Enrolment.state.not_in(ENDED))
        .correlate(Cohort)
        .scalar_subquery()
    )
    query = (
        sa.select(Cohort)
        .join(Node, Node.id == Cohort.node_id)
        .where(Cohort.version_id == version.id, Cohort.ends_on >= clock.today(), taken < Cohort.capacity)
        .where(sa.literal(path).startswith(Node.path))
    )
    return session.scalar(query.order_by(Cohort.starts_on, Cohort.id).limit(1))
