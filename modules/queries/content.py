"""Reading what is taught."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from modules.models import Activity, ActivityKind, Module, Programme, ProgrammeVersion, VersionState

__all__ = [
    "activities_of",
    "activity_by_slug",
    "module_by_slug",
    "modules_of",
    "newest_published",
    "version_for",
    "versions_at",
]

LEARNT = Activity.kind != ActivityKind.SESSION_PLAN


def newest_published(session: Session, slug: str) -> ProgrammeVersion | None:
    """The version of a programme that was published last."""
    query = sa.select(ProgrammeVersion).join(Programme, Programme.id == ProgrammeVersion.programme_id)
    published = ProgrammeVersion.state == VersionState.PUBLISHED
    return session.scalar(query.where(Programme.slug == slug, published).order_by(ProgrammeVersion.published_at.desc()))


def versions_at(session: Session) -> list[tuple[Programme, ProgrammeVersion]]:
    """Every version of every programme, newest first."""
    query = sa.select(Programme, ProgrammeVersion).join(ProgrammeVersion, ProgrammeVersion.programme_id == Programme.id)
    return [
        (row[0], row[1]) for row in session.execute(query.order_by(Programme.slug, ProgrammeVersion.created_at.desc()))
    ]


def version_for(session: Session, version_id: UUID) -> ProgrammeVersion | None:
    """A version, or None."""
    return session.get(ProgrammeVersion, version_id)


def modules_of(session: Session, version_id: UUID) -> Sequence[Module]:
    """The modules of a version, in order."""
    return session.scalars(sa.select(Module).filter_by(version_id=version_id).order_by(Module.number)).all()


def module_by_slug(session: Session, version_id: UUID, slug: str) -> Module | None:
    """One module of a version, or None."""
    return session.scalar(sa.select(Module).filter_by(version_id=version_id, slug=slug))


def activities_of(session: Session, module_ids: Iterable[UUID], *, plans: bool = False) -> Sequence[Activity]:
    """The activities of these modules in order; session plans only when asked for."""
    query = sa.select(Activity).where(Activity.module_id.in_(list(module_ids)))
    return session.scalars(
        (query if plans else query.where(LEARNT)).order_by(Activity.module_id, Activity.position)
    ).all()


def activity_by_slug(session: Session, module_id: UUID, slug: str) -> Activity | None:
    """One activity a trainee may open, or None."""
    return session.scalar(sa.select(Activity).filter_by(module_id=module_id, slug=slug).where(LEARNT))
