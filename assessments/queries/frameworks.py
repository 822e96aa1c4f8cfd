"""Frameworks: which there are, and what one says."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import Area, Domain, Framework, FrameworkVersion, PlanPiece, VersionState

__all__ = ["areas_with_domains", "plan_of", "readable_version", "version_by_number", "versions"]


def version_by_number(session: Session, slug: str, number: str) -> FrameworkVersion | None:
    """A version of a framework, draft or published, or None."""
    return session.scalar(
        sa.select(FrameworkVersion)
        .join(Framework, Framework.id == FrameworkVersion.framework_id)
        .where(Framework.slug == slug, FrameworkVersion.number == number)
    )


def versions(session: Session, *, drafts: bool) -> Sequence[FrameworkVersion]:
    """Every version, the newest first; those that are not published only with `drafts`."""
    query = sa.select(FrameworkVersion).order_by(FrameworkVersion.created_at.desc(), FrameworkVersion.id)
    published = query.where(FrameworkVersion.state == VersionState.PUBLISHED)
    return session.scalars(query if drafts else published).all()


def readable_version(session: Session, version_id: UUID, *, drafts: bool) -> FrameworkVersion | None:
    """A version by its id, or None; one that is not published only with `drafts`."""
    found = session.get(FrameworkVersion, version_id)
    return found if found and (drafts or found.state is VersionState.PUBLISHED) else None


def areas_with_domains(session: Session, version_id: UUID) -> Sequence[tuple[Domain, Area]]:
    """Every area with its domain, in order."""
    query = sa.select(Domain, Area).join(Area, Area.domain_id == Domain.id).where(Area.version_id == version_id)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Area.position))]


def plan_of(session: Session, version_id: UUID) -> Sequence[PlanPiece]:
    """The evidence plan, in order."""
    return session.scalars(sa.select(PlanPiece).filter_by(version_id=version_id).order_by(PlanPiece.position)).all()
