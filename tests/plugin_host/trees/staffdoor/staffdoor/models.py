"""What has reached this plugin."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field
from lms.core.db.kept import TECHNICAL


class Line(Base):
    """One thing that was heard: somebody came in, or a note was pinned up."""

    __tablename__ = "lms_x_staffdoor_line"

    text: Mapped[str] = field(sa.String(200), kept=TECHNICAL)
