"""One enrolment's portfolio, and who is allocated to mark it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field, foreign
from lms.core.db.kept import TECHNICAL, TRAINING


class Portfolio(Base):
    """What one enrolment is assessed against: the framework version is pinned when it begins.

    `has_assessor` repeats what the allocations say: those without one are found without reading all the others.
    """

    __tablename__ = "lms_portfolio"
    __table_args__ = (
        sa.Index(
            "ix_lms_portfolio_without_assessor",
            "enrolment_id",
            sqlite_where=sa.text("has_assessor IS 0"),
            postgresql_where=sa.text("has_assessor IS false"),
        ),
    )

    enrolment_id: Mapped[UUID] = foreign("lms_enrolment.id", unique=True)
    framework_version_id: Mapped[UUID] = foreign("lms_framework_version.id", kept=TRAINING)
    has_assessor: Mapped[bool] = field(kept=TECHNICAL, default=False)


class AllocationState(StrEnum):
    """NOT_AVAILABLE is all that anybody sees after either side pressed "Not this person"."""

    ACTIVE = "active"
    NOT_AVAILABLE = "not-available"


class Allocation(Base):
    """An assessor marks a portfolio. There is no column for a reason, nor for which side ended it: on purpose."""

    __tablename__ = "lms_allocation"
    __table_args__ = (sa.UniqueConstraint("portfolio_id", "assessor_id"),)

    portfolio_id: Mapped[UUID] = foreign("lms_portfolio.id")
    assessor_id: Mapped[UUID] = foreign("lms_person.id", kept=TRAINING)
    state: Mapped[AllocationState] = field(kept=TECHNICAL, default=AllocationState.ACTIVE)
    ended_at: Mapped[datetime | None] = field(kept=TECHNICAL)
