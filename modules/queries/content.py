"""Reading what is taught."""

from collections.abc import Iterable, Sequence
from uuid import UUID
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.db import prepared
from modules.models import (
    BESIDE,
    Activity,
    ActivityKind,
    ContentFile,
    Module,
    Programme,
    ProgrammeVersion,
    VersionState,
)
from modules.rules import REVIEWERS
from modules.words import Glossary

__all__ = [
    "activities_of",
    "beside_of",
    "facts_of",
    "files_of",
    "glossary_of",
    "kinds_beside",
    "module_by_slug",
    "modules_of",
    "newest_published",
    "plan_of",
    "unreviewed_count",
    "version_by_number",
    "version_for",
    "versions_at",
]

LEARNT = Activity.kind.not_in(BESIDE)
IN_ORDER = (Activity.module_id, Activity.position, Activity.slug)


def newest_published(session: Session, slug: str) -> ProgrammeVersion | None:
    """The version of a programme that was published last."""
    query = sa.select(ProgrammeVersion).join(Programme, Programme.id == ProgrammeVersion.programme_id)
    published = ProgrammeVersion.state == VersionState.PUBLISHED
    newest = query.where(Programme.slug == slug, published).order_by(ProgrammeVersion.published_at.desc())
    return session.scalar(newest.limit(1))


def versions_at(session: Session) -> list[tuple[Programme, ProgrammeVersion]]:
    """Every version of every programme, newest first."""
    query = sa.select(Programme, ProgrammeVersion).join(ProgrammeVersion, ProgrammeVersion.programme_id == Programme.id)
    return [
        (row[0], row[1]) for row in session.execute(query.order_by(Programme.slug, ProgrammeVersion.created_at.desc()))
    ]


def version_for(session: Session, version_id: UUID) -> ProgrammeVersion | None:
    """A version, or None."""
    return session.get(ProgrammeVersion, version_id)


def version_by_number(session: Session, slug: str, number: str) -> ProgrammeVersion | None:
    """The stored version of a programme with this number, or None."""
    query = sa.select(ProgrammeVersion).join(Programme, Programme.id == ProgrammeVersion.programme_id)
    return session.scalar(query.where(Programme.slug == slug, ProgrammeVersion.number == number))


# By PeerLMS, then by version, as the steps in progress.py: what is published never changes.
_glossaries: WeakKeyDictionary[object, dict[UUID, Glossary]] = WeakKeyDictionary()


def glossary_of(session: Session, version_id: UUID) -> Glossary:
    """The words of a version, ready to be looked for in texts. Those of a published one are read once a process."""
    known = _glossaries.setdefault(session.info["owner"], {})
    if version_id in known:
        return known[version_id]
    query = sa.select(ProgrammeVersion.glossary, ProgrammeVersion.state).where(ProgrammeVersion.id == version_id)
    terms, state = session.execute(query).one()
    glossary = Glossary(terms)
    if state is VersionState.PUBLISHED:
        known[version_id] = glossary
    return glossary


def modules_of(session: Session, version_id: UUID) -> Sequence[Module]:
    """The modules of a version, in order."""
    return session.scalars(sa.select(Module).filter_by(version_id=version_id).order_by(Module.number)).all()


def module_by_slug(session: Session, version_id: UUID, slug: str) -> Module | None:
    """One module of a version, or None."""
    if not slug.isprintable():
        return None  # PostgreSQL refuses some characters that an address may hold
    found: Module | None = session.scalar(*_module(version=version_id, slug=slug))
    return found


@prepared
def _module(*, version: UUID, slug: str) -> sa.Select[Module]:
    return sa.select(Module).where(Module.version_id == version, Module.slug == slug)


def activities_of(session: Session, module_ids: Iterable[UUID], *, beside: bool = False) -> Sequence[Activity]:
    """The steps of these modules in order; what stands beside them, such as session plans, only when asked for."""
    query = sa.select(Activity).where(Activity.module_id.in_(list(module_ids)))
    return session.scalars((query if beside else query.where(LEARNT)).order_by(*IN_ORDER)).all()


def beside_of(session: Session, module_id: UUID, kind: ActivityKind) -> Activity | None:
    """What stands beside a module's steps, of this kind, or None when it has none."""
    query = sa.select(Activity).filter_by(module_id=module_id, kind=kind)
    return session.scalar(query.order_by(Activity.slug).limit(1))


def kinds_beside(session: Session, module_id: UUID) -> frozenset[str]:
    """The kinds of what stands beside a module's steps."""
    return frozenset(session.scalars(sa.select(Activity.kind).where(Activity.module_id == module_id, ~LEARNT)))


def facts_of(session: Session, version_id: UUID) -> Sequence[tuple[Module, Activity]]:
    """The sources of each module of a version, in order."""
    query = sa.select(Module, Activity).join(Activity, Activity.module_id == Module.id)
    of_it = query.where(Module.version_id == version_id, Activity.kind == ActivityKind.SOURCES)
    return [(row[0], row[1]) for row in session.execute(of_it.order_by(Module.number))]


def files_of(session: Session, version_id: UUID) -> Sequence[ContentFile]:
    """The files of a version as they were read; none where it was stored before files were kept."""
    return session.scalars(sa.select(ContentFile).filter_by(version_id=version_id).order_by(ContentFile.path)).all()


def plan_of(session: Session, module_id: UUID) -> Activity | None:
    """A module's session plan, or None when it has none."""
    return beside_of(session, module_id, ActivityKind.SESSION_PLAN)


def unreviewed_count(session: Session) -> int:
    """How many modules of published programmes wait for their two peer reviewers."""
    query = sa.select(Module.reviewed_by).join(ProgrammeVersion, ProgrammeVersion.id == Module.version_id)
    rows = session.scalars(query.where(ProgrammeVersion.state == VersionState.PUBLISHED))
    return sum(len(names) < REVIEWERS for names in rows)
