"""Trainers' and programme leads' pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.tables import Slice
from lms.core.verdict import Verdict
from modules import queries
from modules.models import Activity, Cohort, Enrolment, EnrolmentState, Module, Programme, ProgrammeVersion
from modules.rules import Progress, may_welcome_a_call
from modules.services import publish_verdict

__all__ = ["cohort", "cohorts", "plan", "programmes", "version"]


@dataclass(frozen=True)
class PersonLine:
    """One trainee as a trainer sees them: how far, when last here, and whether a call may be welcome."""

    name: str
    progress: Progress
    state: str
    days: int


def _people(session: Session, rows: Sequence[tuple[Enrolment, str]]) -> list[PersonLine]:
    progress = queries.progress_of(session, (row[0] for row in rows)) if rows else {}
    return [
        PersonLine(
            name, progress[e.id], _state(e, progress[e.id]), (clock.today() - clock.local(e.last_active_at).date()).days
        )
        for e, name in rows
    ]


def _state(enrolment: Enrolment, progress: Progress) -> str:
    """paused, done, call or well. Nobody calls during a pause."""
    if enrolment.state is EnrolmentState.PAUSED:
        return "paused"
    if progress.done:
        return "done"
    return "call" if may_welcome_a_call(enrolment.last_active_at, clock.now()) else "well"


@dataclass(frozen=True)
class CohortLine:
    """One cohort in the list."""

    cohort: Cohort
    programme: str
    people: int


@dataclass(frozen=True)
class CohortsPage:
    """A page of the cohorts of one's nodes; with the first, who learns there without one."""

    cohorts: Sequence[CohortLine]
    more: Slice[Any]
    alone: Sequence[PersonLine]


def cohorts(session: Session, actor: Actor, cursor: str) -> CohortsPage:
    """The list of cohorts."""
    found = queries.cohorts_at(session, actor, cursor)
    alone = [] if cursor else queries.without_cohort(session, actor)
    return CohortsPage([CohortLine(*row) for row in found.items], found, _people(session, alone))


@dataclass(frozen=True)
class CohortPage:
    """A cohort with its people and its session plans."""

    cohort: Cohort
    programme: ProgrammeVersion
    people: Sequence[PersonLine]
    modules: Sequence[Module]


def cohort(session: Session, found: Cohort) -> CohortPage:
    """A cohort's page, in a fixed number of statements."""
    people = _people(session, queries.cohort_people(session, found.id))
    programme = session.get_one(ProgrammeVersion, found.version_id)
    return CohortPage(found, programme, people, queries.modules_of(session, found.version_id))


@dataclass(frozen=True)
class PlanPage:
    """A session plan to run a session from."""

    cohort: Cohort
    module: Module
    plan: Activity


def plan(session: Session, found: Cohort, module: Module) -> PlanPage | None:
    """The plan of a module, or None when it has none."""
    shown = queries.plan_of(session, module.id)
    return PlanPage(found, module, shown) if shown else None


@dataclass(frozen=True)
class ProgrammeLine:
    """One version in the list of programmes."""

    slug: str
    version: ProgrammeVersion


@dataclass(frozen=True)
class ProgrammesPage:
    """Every programme and version, and how many people wait for which programme."""

    versions: Sequence[ProgrammeLine]
    waiting: Mapping[str, int]


def programmes(session: Session, actor: Actor) -> ProgrammesPage:
    """The list of programmes and their versions."""
    lines = [ProgrammeLine(programme.slug, version) for programme, version in queries.versions_at(session)]
    return ProgrammesPage(lines, queries.waiting_at(session, actor))


@dataclass(frozen=True)
class VersionPage:
    """A version: its modules, what has been reviewed, and whether it may be published."""

    slug: str
    version: ProgrammeVersion
    modules: Sequence[Module]
    verdict: Verdict


def version(session: Session, found: ProgrammeVersion) -> VersionPage:
    """A version's page."""
    slug = session.get_one(Programme, found.programme_id).slug
    return VersionPage(slug, found, queries.modules_of(session, found.id), publish_verdict(session, found))
