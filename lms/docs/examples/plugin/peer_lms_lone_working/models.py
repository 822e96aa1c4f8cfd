"""The card. Each table is named lms_x_loneworking_…, and each column says why it is kept."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field, foreign
from lms.core.db.kept import CONTACT, WORK


class Card(Base):
    """Who somebody calls when they work alone, and how often."""

    __tablename__ = "lms_x_loneworking_card"
    __table_args__ = (sa.UniqueConstraint("person_id"),)

    person_id: Mapped[UUID] = foreign("lms_person.id", index=False)
    contact: Mapped[str] = field(sa.String(100), kept=CONTACT)
    phone: Mapped[str] = field(sa.String(40), kept=CONTACT)
    minutes: Mapped[int] = field(kept=WORK)
    meeting_point: Mapped[str] = field(sa.Text(), kept=WORK)
