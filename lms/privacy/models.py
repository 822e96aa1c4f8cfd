"""What was asked for: being erased, and what became of it."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field, foreign
from lms.core.db.kept import AUDIT, DECISION


class Erasure(Base):
    """A person is to be erased at `due_at`, unless it is stopped before. It stays when they are gone: it says so.

    `keep_certificates`: certificates stay as they are printed. `reason` is an administrator's. `held_at` is when its
    day had come and something stood in the way: it is done once nothing does.
    """

    __tablename__ = "lms_erasure"
    __table_args__ = (
        # Asked once at a time.
        sa.Index(
            "uq_lms_erasure_open",
            "person_id",
            unique=True,
            sqlite_where=sa.text("stopped_at IS NULL AND done_at IS NULL"),
            postgresql_where=sa.text("stopped_at IS NULL AND done_at IS NULL"),
        ),
    )

    person_id: Mapped[UUID] = foreign("lms_person.id", kept=AUDIT)
    by_id: Mapped[UUID | None] = foreign("lms_person.id", kept=AUDIT)
    reason: Mapped[str] = field(sa.String(300), kept=DECISION, default="")
    keep_certificates: Mapped[bool] = field(kept=AUDIT, default=False)
    due_at: Mapped[datetime] = field(kept=AUDIT)
    held_at: Mapped[datetime | None] = field(kept=AUDIT)
    stopped_at: Mapped[datetime | None] = field(kept=AUDIT)
    done_at: Mapped[datetime | None] = field(kept=AUDIT)
