"""What it takes to run: somebody in charge, a worker, libraries, plugins that are on."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from lms.audit import heads, queries
from lms.cli.doctor.findings import Finding, found
from lms.cli.doctor.patient import Patient
from lms.core import clock
from lms.core.access import Mode
from lms.core.settings import Settings
from lms.core.text import moment
from lms.jobs.models import Job, JobState
from lms.people.cast import DOMAIN
from lms.people.models import Grant, Person, PersonState
from lms.people.queries import live
from lms.people.roles import Role

__all__ = ["RULES"]

LATE = timedelta(minutes=15)
BEHIND = timedelta(minutes=30)


def inside(patient: Patient) -> Iterator[Finding]:
    """What the rows say. A database that is not there or not at our version is somebody else's finding."""
    if patient.database is None:
        return
    try:
        with patient.database.unit_of_work(Mode.READ) as session:
            people = _people(session, demo=patient.settings.demo)
            found_inside = [*people, *_jobs(session), *_audit(session, patient.settings)]
    except SQLAlchemyError:
        return
    yield from found_inside


def _people(session: Session, *, demo: bool) -> Iterator[Finding]:
    active = sa.select(sa.func.count(Person.id.distinct())).where(Person.state == PersonState.ACTIVE)
    if not session.scalar(active.join(Grant, Grant.person_id == Person.id).where(Grant.role == Role.ADMIN, live())):
        yield found("no-administrator")
    players = session.scalar(active.where(Person.email.endswith(f"@{DOMAIN}"))) or 0
    if players and not demo:
        yield found("demo-people", number=players)


def _jobs(session: Session) -> Iterator[Finding]:
    now = clock.now()
    oldest = session.scalar(sa.select(sa.func.min(Job.due_at)).where(Job.state == JobState.WAITING))
    if oldest is not None and now - oldest > LATE:
        yield found("no-worker", minutes=int((now - oldest).total_seconds() // 60))
    stopped = session.scalar(sa.select(sa.func.count()).select_from(Job).where(Job.state == JobState.DEAD))
    if stopped:
        yield found("jobs-stopped", number=stopped)


def _audit(session: Session, settings: Settings) -> Iterator[Finding]:
    """Whether sealing goes on, and the last signed head is still in the chain; the whole of it takes `audit verify`."""
    since = queries.tail(session).since
    if since is not None and clock.now() - since > BEHIND and not settings.demo:  # a demo's events are dated back
        yield found("audit-behind", minutes=int((clock.now() - since).total_seconds() // 60))
    signed = heads.newest(settings.data_dir)
    if signed is not None and signed.good and queries.hash_at(session, signed.head.position) != signed.head.hash:
        yield found("audit-broken", when=moment(signed.at), path=heads.place(settings.data_dir))


def plugins(patient: Patient) -> Iterator[Finding]:
    """Third parties' plugins that were set aside when we started."""
    for guest in patient.guests:
        if not guest.on:
            yield found("plugin", name=guest.name, why=guest.reason, package=guest.distribution or guest.name)


def native_libraries(_patient: Patient) -> Iterator[Finding]:
    """What certificates are drawn with."""
    try:
        import_module("weasyprint")  # loads the native libraries that may be missing
    except OSError as problem:
        yield found("native-libraries", why=problem)


RULES = (inside, plugins, native_libraries)
