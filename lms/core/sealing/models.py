"""The keys of people, each wrapped by a master key."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db.base import Base, field, foreign
from lms.core.db.kept import AUDIT, SIGN_IN, TECHNICAL


class PersonKey(Base):
    """What one person's sealed fields are closed with; nobody's is for rows that are not of one person.

    Sealed values name their key, so a person may have two for a while: the older is the one in use.
    Destroying it empties `wrapped`: what it closed can never be read again, here or in any copy.
    """

    __tablename__ = "lms_person_key"

    person_id: Mapped[UUID | None] = foreign("lms_person.id", ondelete="CASCADE")
    master: Mapped[str] = field(sa.String(40), kept=TECHNICAL, index=True)
    wrapped: Mapped[str] = field(sa.String(200), kept=SIGN_IN.untold)
    retired: Mapped[bool] = field(kept=TECHNICAL, default=False)
    destroyed_at: Mapped[datetime | None] = field(kept=AUDIT)
