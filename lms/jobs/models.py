"""Outbox rows: the record of every job."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core import clock
from lms.core.db import Base, field
from lms.core.db.kept import ERRAND, TECHNICAL


class JobState(StrEnum):
    """Where a job is. DEAD jobs wait for a person."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


class Job(Base):
    """One effect to bring about, once per key. Held by the worker that knows `lease`, until `leased_until`."""

    __tablename__ = "lms_job"
    __table_args__ = (sa.Index(None, "state", "due_at"), sa.Index(None, "state", "done_at", "id"))

    key: Mapped[str] = field(sa.String(200), kept=TECHNICAL, unique=True)
    kind: Mapped[str] = field(sa.String(80), kept=TECHNICAL)
    payload: Mapped[dict[str, Any]] = field(kept=ERRAND)
    state: Mapped[JobState] = field(kept=TECHNICAL, default=JobState.WAITING)
    attempts: Mapped[int] = field(kept=TECHNICAL, default=0)
    due_at: Mapped[datetime] = field(kept=TECHNICAL, default=clock.now)
    lease: Mapped[UUID | None] = field(kept=TECHNICAL)
    leased_until: Mapped[datetime | None] = field(kept=TECHNICAL)
    last_error: Mapped[str] = field(sa.String(500), kept=TECHNICAL, default="")
    done_at: Mapped[datetime | None] = field(kept=TECHNICAL)
