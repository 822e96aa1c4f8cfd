"""Frameworks: what is assessed, on which scale, and the plan of pieces that covers it. Immutable once published."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field, foreign
from lms.core.db.kept import CONTENT


class Framework(Base):
    """A framework by name; what it says is in its versions."""

    __tablename__ = "lms_framework"

    slug: Mapped[str] = field(sa.String(80), kept=CONTENT, unique=True)


class VersionState(StrEnum):
    """A draft may be replaced by another import; a published version never changes."""

    DRAFT = "draft"
    PUBLISHED = "published"


class FrameworkVersion(Base):
    """One version: its scale ({code, label, pass, meaning}) and criteria ({code, label, question}) are data.

    `crosswalks` are other lists its areas serve: {code, title, source, entries: [{code, title}]}.

    `digest` is the SHA-256 of the imported content, so that a second import knows whether anything changed.
    """

    __tablename__ = "lms_framework_version"
    __table_args__ = (sa.UniqueConstraint("framework_id", "number"),)

    framework_id: Mapped[UUID] = foreign("lms_framework.id")
    number: Mapped[str] = field(sa.String(20), kept=CONTENT)
    title: Mapped[str] = field(sa.String(200), kept=CONTENT)
    source: Mapped[str] = field(sa.Text(), kept=CONTENT)
    scale: Mapped[list[Any]] = field(kept=CONTENT)
    criteria: Mapped[list[Any]] = field(kept=CONTENT)
    crosswalks: Mapped[list[Any]] = field(kept=CONTENT, default=list)
    state: Mapped[VersionState] = field(kept=CONTENT, default=VersionState.DRAFT)
    published_at: Mapped[datetime | None] = field(kept=CONTENT, index=True)
    digest: Mapped[str] = field(sa.String(64), kept=CONTENT)


class Domain(Base):
    """A group of areas, for reading."""

    __tablename__ = "lms_domain"

    version_id: Mapped[UUID] = foreign("lms_framework_version.id")
    code: Mapped[str] = field(sa.String(20), kept=CONTENT)
    title: Mapped[str] = field(sa.String(200), kept=CONTENT)
    position: Mapped[int] = field(kept=CONTENT)


class AreaKind(StrEnum):
    """Only core areas are ever rated. Organisational ones are about the employer."""

    CORE = "core"
    OPTIONAL = "optional"
    ORGANISATIONAL = "organisational"


class Area(Base):
    """One thing a person can do, with the statements that spell it out.

    `seen_in_practice` says what an observer would see; `crosswalk` holds entries of other lists by the list's code.
    """

    __tablename__ = "lms_area"
    __table_args__ = (sa.UniqueConstraint("version_id", "code"),)

    version_id: Mapped[UUID] = foreign("lms_framework_version.id")
    domain_id: Mapped[UUID] = foreign("lms_domain.id")
    code: Mapped[str] = field(sa.String(20), kept=CONTENT)
    title: Mapped[str] = field(sa.String(200), kept=CONTENT)
    kind: Mapped[AreaKind] = field(kept=CONTENT)
    summary: Mapped[str] = field(sa.Text(), kept=CONTENT)
    statements: Mapped[list[str]] = field(kept=CONTENT)
    seen_in_practice: Mapped[str] = field(sa.Text(), kept=CONTENT, default="")
    crosswalk: Mapped[dict[str, Any]] = field(kept=CONTENT, default=dict)
    position: Mapped[int] = field(kept=CONTENT)


class PlanPiece(Base):
    """One piece of the evidence plan: what to make, in which ways, for which area codes, and what is looked for.

    `looks_for` is a list of {code, text, strong, not_yet}.
    """

    __tablename__ = "lms_plan_piece"
    __table_args__ = (sa.UniqueConstraint("version_id", "code"),)

    version_id: Mapped[UUID] = foreign("lms_framework_version.id")
    code: Mapped[str] = field(sa.String(20), kept=CONTENT)
    title: Mapped[str] = field(sa.String(200), kept=CONTENT)
    prompt: Mapped[str] = field(sa.Text(), kept=CONTENT)
    ways: Mapped[list[str]] = field(kept=CONTENT)
    areas: Mapped[list[str]] = field(kept=CONTENT)
    looks_for: Mapped[list[Any]] = field(kept=CONTENT)
    position: Mapped[int] = field(kept=CONTENT)
