"""Periods that were changed, holds, runs, and the log of what was disposed of. No name and no word of a person."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field, foreign
from lms.core.db.kept import DECISION, TECHNICAL
from lms.core.db.periods import Unit
from lms.core.sealing import sealed


class ClassPeriod(Base):
    """The period of one class as an administrator has set it, and why; without a row the default is in force."""

    __tablename__ = "lms_retention_period"

    code: Mapped[str] = field(sa.String(40), kept=TECHNICAL, unique=True)
    number: Mapped[int] = field(kept=DECISION)
    unit: Mapped[Unit] = field(kept=DECISION)
    reason: Mapped[str] = field(sa.String(500), kept=DECISION)


class Hold(Base):
    """Nothing of this person is disposed of, or only not this record, until the hold is lifted.

    Only who may place holds reads the reason, and whom it is about sees that they did. `review_on` is when somebody
    looks again; it lifts nothing by itself.
    """

    __tablename__ = "lms_retention_hold"
    __table_args__ = (sa.Index(None, "lifted_at", "review_on", "id"),)

    person_id: Mapped[UUID] = foreign("lms_person.id")
    record_id: Mapped[UUID | None] = field(kept=TECHNICAL, index=True)
    reason = sealed(kept=DECISION.untold, owner="person_id")
    review_on: Mapped[date] = field(kept=DECISION)
    placed_by_id: Mapped[UUID] = foreign("lms_person.id")
    lifted_at: Mapped[datetime | None] = field(kept=DECISION)
    lifted_by_id: Mapped[UUID | None] = foreign("lms_person.id")


class Run(Base):
    """One run, for one day. Once it is finished, `counts` says what went, is held, or could not go, by class."""

    __tablename__ = "lms_retention_run"
    __table_args__ = (sa.Index(None, "day", "id"),)

    day: Mapped[date] = field(kept=TECHNICAL)
    counts: Mapped[dict[str, Any]] = field(kept=TECHNICAL, default=dict)
    finished_at: Mapped[datetime | None] = field(kept=TECHNICAL)


class Disposal(Base):
    """One record was disposed of. A record whose clock starts anew may be disposed of again later."""

    __tablename__ = "lms_retention_disposal"
    __table_args__ = (sa.UniqueConstraint("row_id", "code", "day"), sa.Index(None, "created_at", "id"))

    run_id: Mapped[UUID] = foreign("lms_retention_run.id")
    code: Mapped[str] = field(sa.String(40), kept=TECHNICAL)
    table: Mapped[str] = field("table_name", sa.String(80), kept=TECHNICAL)
    row_id: Mapped[UUID] = field(kept=TECHNICAL)
    due_on: Mapped[date] = field(kept=TECHNICAL)
    day: Mapped[date] = field(kept=TECHNICAL)
