"""The rows behind unsent words: one for each person and form, and the keys of copies that devices keep."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core import clock
from lms.core.db.base import Base, field, foreign
from lms.core.db.kept import SIGN_IN, TECHNICAL, UNSENT
from lms.core.sealing import sealed_json


class Draft(Base):
    """What somebody has typed into the form at a place and not sent. Once it is sent, the words go and `seq` stays:
    a save that was still on its way is recognised as older.
    """

    __tablename__ = "lms_draft"
    __table_args__ = (sa.UniqueConstraint("person_id", "place"),)

    person_id: Mapped[UUID] = foreign("lms_person.id", kept=UNSENT, ondelete="CASCADE")
    place: Mapped[str] = field(sa.String(500), kept=TECHNICAL)
    seq: Mapped[int] = field(sa.BigInteger, kept=TECHNICAL)
    words = sealed_json(kept=UNSENT, owner="person_id")
    kept_at: Mapped[datetime] = field(kept=TECHNICAL, default=clock.now)


class DeviceKey(Base):
    """The key that locks one person's copies on one device. The device never keeps it; without it they are noise."""

    __tablename__ = "lms_device_key"
    __table_args__ = (sa.UniqueConstraint("person_id", "device"),)

    person_id: Mapped[UUID] = foreign("lms_person.id", kept=SIGN_IN, ondelete="CASCADE")
    device: Mapped[str] = field(sa.String(64), kept=SIGN_IN.untold)
    key: Mapped[str] = field(sa.String(64), kept=SIGN_IN.untold)
    session_digest: Mapped[str] = field(sa.String(64), kept=SIGN_IN.untold, index=True)
