"""Frameworks by name and number."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import Framework, FrameworkVersion

__all__ = ["version_by_number"]


def version_by_number(session: Session, slug: str, number: str) -> FrameworkVersion | None:
    """A version of a framework, draft or published, or None."""
    return session.scalar(
        sa.select(FrameworkVersion)
        .join(Framework, Framework.id == FrameworkVersion.framework_id)
        .where(Framework.slug == slug, FrameworkVersion.number == number)
    )
