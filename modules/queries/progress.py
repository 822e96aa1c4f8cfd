"""Reading progress: always computed from stored events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.db import prepared, rows
from lms.core.files import File
from lms.core.per_instance import PerInstance
from modules.drawing import drawn
from modules.heads import AnyActivity, AnyEnrolment
from modules.models import (
    BESIDE,
    Activity,
    ActivityEvent,
    Enrolment,
    EventKind,
    Module,
    ProgrammeVersion,
    QuizAttempt,
    Reflection,
    SpokenReflection,
    VersionState,
)
from modules.rules import ModuleFacts, Progress, Step, progress

__all__ = [
    "Learnt",
    "ModulesDone",
    "answers_of",
    "asked",
    "learnt",
    "learnt_here",
    "modules_done",
    "own_attempt",
    "progress_in",
    "progress_of",
    "reflections_of",
    "spoken_of",
]

PUBLISHED = VersionState.PUBLISHED


@dataclass(frozen=True)
class ModulesDone:
    """How many modules are done, of how many, and the titles of the rest."""

    done: int
    total: int
    remaining: tuple[str, ...]


@dataclass(frozen=True)
class Learnt:
    """What one person did in one programme: progress, what was done, opened, and chosen where."""

    progress: Progress
    done: frozenset[UUID]
    opened: frozenset[UUID]
    choices: frozenset[tuple[UUID, str]]


# By version. What is published never changes (modules/guard.py sees to it), so each is read once.
_published = PerInstance[dict[UUID, list[ModuleFacts]]](dict)


def _facts(session: Session, version_ids: Iterable[UUID]) -> dict[UUID, list[ModuleFacts]]:
    """Modules with their steps, by version, in order: no texts, which are long."""
    known, wanted = _published.of(session.info["owner"]), set(version_ids)
    missing = wanted - known.keys()
    drafts = _read(session, missing, known) if missing else {}
    return {key: drafts[key] if key in drafts else known.get(key, []) for key in wanted}


def _read(
    session: Session, version_ids: Iterable[UUID], known: dict[UUID, list[ModuleFacts]]
) -> dict[UUID, list[ModuleFacts]]:
    """The facts of drafts; those of published versions are put with what is `known`."""
    found: dict[tuple[UUID, VersionState], dict[UUID, ModuleFacts]] = {}
    query = _steps(versions=list(version_ids))
    for version_id, state, key, slug, title, number, after, part, *step in rows(session, query):
        fresh = ModuleFacts(key, slug, title, number, tuple(after), [], part)
        facts = found.setdefault((version_id, state), {}).setdefault(key, fresh)
        if step[0] is not None:
            facts.steps.append(Step(*step))
    known.update((key, [*modules.values()]) for (key, state), modules in found.items() if state is PUBLISHED)
    return {key: [*modules.values()] for (key, state), modules in found.items() if state is not PUBLISHED}


@prepared
def _steps(*, versions: list[UUID]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            ProgrammeVersion.id, ProgrammeVersion.state,
            Module.id, Module.slug, Module.title, Module.number, Module.opens_after, Module.part,
            Activity.id, Activity.slug, Activity.title, Activity.minutes,
        )
        .join(ProgrammeVersion, ProgrammeVersion.id == Module.version_id)
        .outerjoin(Activity, sa.and_(Activity.module_id == Module.id, Activity.kind.not_in(BESIDE)))
        .where(Module.version_id.in_(versions))
        .order_by(Module.version_id, Module.number, Activity.position, Activity.slug)
    )  # fmt: skip


def _done(session: Session, enrolment_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """The activities each of these enrolments has done."""
    query = sa.select(ActivityEvent.enrolment_id, ActivityEvent.activity_id).where(
        ActivityEvent.enrolment_id.in_(list(enrolment_ids)), ActivityEvent.kind == EventKind.DONE
    )
    done: dict[UUID, set[UUID]] = {}
    for enrolment_id, activity_id in session.execute(query.distinct()):
        done.setdefault(enrolment_id, set()).add(activity_id)
    return done


def progress_of(session: Session, enrolments: Iterable[AnyEnrolment]) -> dict[UUID, Progress]:
    """Each enrolment's progress, in two statements however many there are."""
    rows = list(enrolments)
    facts = _facts(session, (row.version_id for row in rows))
    done = _done(session, (row.id for row in rows))
    return {
        row.id: progress(facts.get(row.version_id, []), done.get(row.id, set()), row.last_activity_id) for row in rows
    }


def progress_in(session: Session, versions: Mapping[UUID, UUID]) -> dict[UUID, Progress]:
    """Enrolments' progress in the version given for each, which may be one they have been in before."""
    facts, done = _facts(session, versions.values()), _done(session, versions)
    return {key: progress(facts.get(version_id, []), done.get(key, set())) for key, version_id in versions.items()}


def learnt(session: Session, enrolment: AnyEnrolment) -> Learnt:
    """Everything one person did in their programme, in two statements. For their own pages."""
    return _learnt(session, enrolment, _events(enrolment=enrolment.id))


def learnt_here(session: Session, enrolment: AnyEnrolment, activity_id: UUID) -> Learnt:
    """The same for the page of one activity: what was opened and chosen there only, and not in a whole programme."""
    return _learnt(session, enrolment, _events_here(enrolment=enrolment.id, activity=activity_id))


def _learnt(session: Session, enrolment: AnyEnrolment, query: tuple[sa.Executable, dict[str, Any]]) -> Learnt:
    events = rows(session, query).all()
    done = frozenset(row[1] for row in events if row[0] is EventKind.DONE)
    facts = _facts(session, [enrolment.version_id]).get(enrolment.version_id, [])
    return Learnt(
        progress(facts, done, enrolment.last_activity_id),
        done,
        frozenset(row[1] for row in events if row[0] is EventKind.OPENED),
        frozenset((row[1], row[2]) for row in events if row[0] is EventKind.CHOICE),
    )


@prepared
def _events(*, enrolment: UUID) -> sa.Select[EventKind, UUID, str]:
    query = sa.select(ActivityEvent.kind, ActivityEvent.activity_id, ActivityEvent.detail)
    return query.where(ActivityEvent.enrolment_id == enrolment)


@prepared
def _events_here(*, enrolment: UUID, activity: UUID) -> sa.Select[EventKind, UUID, str]:
    query = sa.select(ActivityEvent.kind, ActivityEvent.activity_id, ActivityEvent.detail)
    here = sa.or_(ActivityEvent.kind == EventKind.DONE, ActivityEvent.activity_id == activity)
    return query.where(ActivityEvent.enrolment_id == enrolment, here)


def modules_done(session: Session, enrolment_ids: Iterable[UUID]) -> dict[UUID, ModulesDone]:
    """How many modules each enrolment has done, in three statements however many there are."""
    rows = session.scalars(sa.select(Enrolment).where(Enrolment.id.in_(list(enrolment_ids)))).all()
    return {
        key: ModulesDone(
            sum(1 for module in found.modules if module.done),
            len(found.modules),
            tuple(module.facts.title for module in found.modules if not module.done),
        )
        for key, found in progress_of(session, rows).items()
    }


def reflections_of(session: Session, enrolment_id: UUID, activity_id: UUID) -> dict[str, Reflection]:
    """What the person wrote in a reflection, by prompt. For that person's own pages only."""
    query = sa.select(Reflection).filter_by(enrolment_id=enrolment_id, activity_id=activity_id)
    return {row.prompt: row for row in session.scalars(query)}


def spoken_of(session: Session, enrolment_id: UUID, activity_id: UUID) -> tuple[SpokenReflection, File] | None:
    """What the person said in a reflection, with its file, or None. For that person's own pages only."""
    query = sa.select(SpokenReflection, File).join(File, File.id == SpokenReflection.file_id)
    here = sa.and_(SpokenReflection.enrolment_id == enrolment_id, SpokenReflection.activity_id == activity_id)
    row = session.execute(query.where(here)).one_or_none()
    return (row[0], row[1]) if row else None


def answers_of(session: Session, enrolment_id: UUID, activity_id: UUID) -> list[str]:
    """What the person answered in an activity of a plugin's kind, oldest first."""
    query = sa.select(ActivityEvent.detail).filter_by(
        enrolment_id=enrolment_id, activity_id=activity_id, kind=EventKind.ANSWER
    )
    return list(session.scalars(query.order_by(ActivityEvent.created_at, ActivityEvent.id)))


def asked(session: Session, enrolment: AnyEnrolment, activity: AnyActivity) -> Sequence[int]:
    """The numbers of the questions of the next go at a quiz: the same until it is answered, others after it."""
    went = 0
    if activity.body.get("draw"):
        goes = sa.select(sa.func.count()).select_from(QuizAttempt)
        went = session.scalar(goes.filter_by(enrolment_id=enrolment.id, activity_id=activity.id)) or 0
    return drawn(activity.body, f"{enrolment.id} {activity.id}", went)


def own_attempt(session: Session, enrolment: AnyEnrolment, activity: AnyActivity, key: str) -> QuizAttempt | None:
    """One of this enrolment's attempts at this quiz, by the text of its id; None when it is no such thing."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    query = sa.select(QuizAttempt).filter_by(id=wanted, enrolment_id=enrolment.id, activity_id=activity.id)
    return session.scalar(query)
