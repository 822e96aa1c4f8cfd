"""Reading progress: always computed from stored events."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from modules.models import Activity, ActivityEvent, ActivityKind, Enrolment, EventKind, Module, QuizAttempt, Reflection
from modules.rules import ModuleFacts, Progress, progress

__all__ = ["ModulesDone", "done_activities", "modules_done", "own_attempt", "progress_of", "reflections_of"]


@dataclass(frozen=True)
class ModulesDone:
    """How many modules are done, of how many, and the titles of the rest."""

    done: int
    total: int
    remaining: tuple[str, ...]


def done_activities(session: Session, enrolment_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """The activities each of these enrolments has done."""
    query = sa.select(ActivityEvent.enrolment_id, ActivityEvent.activity_id).where(
        ActivityEvent.enrolment_id.in_(list(enrolment_ids)), ActivityEvent.kind == EventKind.DONE
    )
    done: dict[UUID, set[UUID]] = {}
    for enrolment_id, activity_id in session.execute(query.distinct()):
        done.setdefault(enrolment_id, set()).add(activity_id)
    return done


def _facts(session: Session, version_ids: Iterable[UUID]) -> dict[UUID, list[ModuleFacts]]:
    """Modules with their activities' ids, by version, in order."""
    query = (
        sa.select(Module, Activity.id)
        .join(Activity, Activity.module_id == Module.id)
        .where(Module.version_id.in_(set(version_ids)), Activity.kind != ActivityKind.SESSION_PLAN)
        .order_by(Module.version_id, Module.number, Activity.position)
    )
    found: dict[UUID, dict[UUID, ModuleFacts]] = {}
    for module, activity_id in session.execute(query):
        modules = found.setdefault(module.version_id, {})
        facts = modules.setdefault(
            module.id, ModuleFacts(module.id, module.slug, module.title, module.number, tuple(module.opens_after), [])
        )
        facts.activities.append(activity_id)
    return {version_id: list(modules.values()) for version_id, modules in found.items()}


def progress_of(session: Session, enrolments: Iterable[Enrolment]) -> dict[UUID, Progress]:
    """Each enrolment's progress, in two statements however many there are."""
    rows = list(enrolments)
    facts = _facts(session, (row.version_id for row in rows))
    done = done_activities(session, (row.id for row in rows))
    return {row.id: progress(facts.get(row.version_id, []), done.get(row.id, set())) for row in rows}


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


def own_attempt(session: Session, enrolment: Enrolment, activity: Activity, key: str) -> QuizAttempt | None:
    """One of this enrolment's attempts at this quiz, by the text of its id; None when it is no such thing."""
    try:
        found = session.get(QuizAttempt, UUID(key))
    except ValueError:
        return None
    own = found is not None and (found.enrolment_id, found.activity_id) == (enrolment.id, activity.id)
    return found if own else None
