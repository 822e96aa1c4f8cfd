"""Emergencies in which somebody's record was opened."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db.base import Base, field, foreign
from lms.core.db.kept import LOOKED
from lms.core.sealing import sealed

__all__ = ["Emergency"]


class Emergency(Base):
    """One person's record, opened: by whom, why, until when; and what a second person made of it.

    Why, and what was made of it, is about that person, and sealed for them.
    """

    __tablename__ = "lms_emergency"
    __table_args__ = (sa.Index(None, "person_id", "created_at"),)

    person_id: Mapped[UUID] = foreign("lms_person.id", kept=LOOKED, index=False)
    opener_id: Mapped[UUID] = foreign("lms_person.id", kept=LOOKED)
    reason = sealed(kept=LOOKED, owner="person_id")
    ends_at: Mapped[datetime] = field(kept=LOOKED)
    reviewer_id: Mapped[UUID | None] = foreign("lms_person.id", kept=LOOKED)
    reviewed_at: Mapped[datetime | None] = field(kept=LOOKED)
    was_right: Mapped[bool | None] = field(kept=LOOKED)
    finding = sealed(kept=LOOKED, owner="person_id")
