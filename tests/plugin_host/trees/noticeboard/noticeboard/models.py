"""What is pinned up."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field
from lms.core.db.kept import WORK


class Note(Base):
    """A note that everybody who works here may read."""

    __tablename__ = "lms_x_noticeboard_note"

    text: Mapped[str] = field(sa.String(200), kept=WORK)
