"""What assessors decided and what the second look said. Rows are added; a decided row never changes its words."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field, foreign
from lms.core.db.kept import DECISION, TECHNICAL


class Look(StrEnum):
    """Where the second look at a decision stands. BEGUN: the assessor has saved it for later; nothing is decided."""

    BEGUN = "begun"
    TO_LOOK_AT = "to-look-at"
    AGREED = "agreed"
    ASKED_AGAIN = "asked-again"


class Assessment(Base):
    """One assessor's marking of one attempt: saved for later while `decided_at` is null, a decision afterwards.

    `criteria` maps criterion codes to true or false; `ratings` maps area ids to {"rating", "note"}.
    `snapshot` holds what was seen when it was decided: versions, hashes, ratings, words.
    """

    __tablename__ = "lms_assessment"
    __table_args__ = (
        sa.Index(None, "look", "decided_at", "id"),
        sa.Index(None, "assessor_id", "decided_at", "id"),
        {"info": {"told_once": "decided_at"}},
    )

    evidence_id: Mapped[UUID] = foreign("lms_evidence.id")
    assessor_id: Mapped[UUID] = foreign("lms_person.id", kept=DECISION, index=False)
    criteria: Mapped[dict[str, Any]] = field(kept=DECISION)
    ratings: Mapped[dict[str, Any]] = field(kept=DECISION)
    strong: Mapped[str] = field(sa.Text(), kept=DECISION, default="")
    rest: Mapped[str] = field(sa.Text(), kept=DECISION, default="")
    overall: Mapped[str] = field(sa.Text(), kept=DECISION, default="")
    decided_at: Mapped[datetime | None] = field(kept=DECISION)
    look: Mapped[Look] = field(kept=TECHNICAL, default=Look.BEGUN)
    snapshot: Mapped[dict[str, Any] | None] = field(sa.JSON(none_as_null=True), kept=DECISION)


class AreaOutcome(Base):
    """What a decision said about one area. Append-only: the latest counts, all stay."""

    __tablename__ = "lms_area_outcome"
    __table_args__ = (sa.UniqueConstraint("assessment_id", "area_id"),)

    assessment_id: Mapped[UUID] = foreign("lms_assessment.id")
    area_id: Mapped[UUID] = foreign("lms_area.id")
    rating: Mapped[str] = field(sa.String(40), kept=DECISION)
    passed: Mapped[bool] = field(kept=DECISION)
    note: Mapped[str] = field(sa.Text(), kept=DECISION, default="")
    decided_at: Mapped[datetime] = field(kept=DECISION)


class Verification(Base):
    """A second look at a decision by somebody who did not make it."""

    __tablename__ = "lms_verification"

    assessment_id: Mapped[UUID] = foreign("lms_assessment.id", unique=True)
    by_id: Mapped[UUID] = foreign("lms_person.id", kept=DECISION)
    outcome: Mapped[Look] = field(kept=DECISION)
    comment: Mapped[str] = field(sa.Text(), kept=DECISION, default="")
    at: Mapped[datetime] = field(kept=DECISION)
