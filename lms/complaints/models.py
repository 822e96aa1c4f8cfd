"""Complaints, with what was said, told, answered and decided."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field, foreign
from lms.core.db.kept import COMPLAINT, COMPLAINT_WORDS
from lms.core.sealing import sealed

__all__ = ["Complaint", "Outcome", "Source"]


class Source(StrEnum):
    """Who has complained, as far as it is kept: no name is."""

    SUPPORTED = "supported"
    COLLEAGUE = "colleague"
    OTHER = "other"


class Outcome(StrEnum):
    """What became of it."""

    UPHELD = "upheld"
    PARTLY = "partly-upheld"
    NOT_UPHELD = "not-upheld"
    WITHDRAWN = "withdrawn"


class Complaint(Base):
    """A complaint about one person's work, for its owner alone; and for that person from `told_at` on, less two parts.

    What others said, and the owner's reasons, may give away who spoke, so no copy has them. Once it is closed its
    words stay shut; its owner may have them open again, until `open_until`.
    """

    # The audit names tables to administrators, who are not to read there that there is a complaint.
    __tablename__ = "lms_matter"
    __table_args__ = (sa.Index(None, "owner_id", "created_at", "id"), {"info": {"told_once": "told_at"}})

    person_id: Mapped[UUID] = foreign("lms_person.id")
    node_id: Mapped[UUID] = foreign("lms_node.id")
    recorder_id: Mapped[UUID] = foreign("lms_person.id", kept=COMPLAINT)
    owner_id: Mapped[UUID] = foreign("lms_person.id", kept=COMPLAINT, index=False)
    source: Mapped[Source] = field(kept=COMPLAINT)
    came_in: Mapped[date] = field(kept=COMPLAINT)
    said = sealed(kept=COMPLAINT_WORDS.untold, owner="person_id", told="told_at")
    told_at: Mapped[datetime | None] = field(kept=COMPLAINT)
    told = sealed(kept=COMPLAINT_WORDS, owner="person_id")
    support = sealed(kept=COMPLAINT_WORDS, owner="person_id")
    answer = sealed(kept=COMPLAINT_WORDS, owner="person_id")
    answered_at: Mapped[datetime | None] = field(kept=COMPLAINT)
    outcome: Mapped[Outcome | None] = field(kept=COMPLAINT)
    closed_at: Mapped[datetime | None] = field(kept=COMPLAINT)
    decision = sealed(kept=COMPLAINT_WORDS, owner="person_id")
    reasons = sealed(kept=COMPLAINT_WORDS.untold, owner="person_id", told="told_at")
    open_until: Mapped[datetime | None] = field(kept=COMPLAINT)
