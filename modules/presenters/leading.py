"""Trainers' and programme leads' pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.verdict import Verdict
from modules import queries
from modules.models import (
    Activity,
    ActivityKind,
    Cohort,
    Enrolment,
    EnrolmentState,
    Module,
    Programme,
    ProgrammeVersion,
)
from modules.rules import Progress, may_welcome_a_call
from modules.services import publish_verdict

__all__ = ["cohort", "cohorts", "plan", "programmes", "version"]


@dataclass(frozen=True)
class CohortLine:
    """One cohort in the list."""

    cohort: Cohort
    programme: str
    people: int


def cohorts(rows: Sequence[tuple[Cohort, str, int]]) -> list[CohortLine]:
    """The list of cohorts."""
    return [CohortLine(*row) for row in rows]


@dataclass(frozen=True)
class PersonLine:
    """One trainee as a trainer sees them: how far, and whether a call may be welcome."""

    enrolment: Enrolment
    name: str
    progress: Progress
    call: bool

    @property
    def paused(self) -> bool:
        """True during a pause; then nobody calls."""
        return self.enrolment.state is EnrolmentState.PAUSED


@dataclass(frozen=True)
class CohortPage:
    """A cohort with its people and its session plans."""

    cohort: Cohort
    programme: ProgrammeVersion
    people: Sequence[PersonLine]
    modules: Sequence[Module]


def cohort(session: Session, found: Cohort) -> CohortPage:
    """A cohort's page, in a fixed number of statements."""
    rows = queries.cohort_people(session, found.id)
    progress = queries.progress_of(session, (row[0] for row in rows))
    now = clock.now()
    people = [PersonLine(e, name, progress[e.id], _call(e, now, progress[e.id])) for e, name in rows]
    programme = session.get_one(ProgrammeVersion, found.version_id)
    return CohortPage(found, programme, people, queries.modules_of(session, found.version_id))


def _call(enrolment: Enrolment, now: Any, progress: Progress) -> bool:
    active = enrolment.state is EnrolmentState.ACTIVE and not progress.done
    return active and may_welcome_a_call(enrolment.last_active_at, now)


@dataclass(frozen=True)
class PlanPage:
    """A session plan to run a session from."""

    cohort: Cohort
    module: Module
    plan: Activity


def plan(session: Session, found: Cohort, module: Module) -> PlanPage | None:
    """The plan of a module, or None when it has none."""
    shown = next(
        (a for a in queries.activities_of(session, [module.id], plans=True) if a.kind is ActivityKind.SESSION_PLAN),
        None,
    )
    return PlanPage(found, module, shown) if shown else None


@dataclass(frozen=True)
class ProgrammeLine:
    """One version in the list of programmes."""

    slug: str
    version: ProgrammeVersion


def programmes(rows: Sequence[tuple[Programme, ProgrammeVersion]]) -> list[ProgrammeLine]:
    """The list of programmes and their versions."""
    return [ProgrammeLine(programme.slug, version) for programme, version in rows]


@dataclass(frozen=True)
class VersionPage:
    """A version: its modules, what has been reviewed, and whether it may be published."""

    version: ProgrammeVersion
    modules: Sequence[Module]
    verdict: Verdict


def version(session: Session, found: ProgrammeVersion) -> VersionPage:
    """A version's page."""
    return VersionPage(found, queries.modules_of(session, found.id), publish_verdict(session, found))
