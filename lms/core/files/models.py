"""The row of a stored file."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db.base import Base, field, foreign
from lms.core.db.kept import EVIDENCE, TECHNICAL
from lms.core.sealing import sealed_json


class File(Base):
    """One stored file. Its name on disk is its id; the name a person gave is only ever shown.

    `person_id` is whose it is; nobody's is the service's own, such as a certificate, which its holder may have stay.
    `key` is what its bytes are closed with, and the SHA-256 they have when opened: both are sealed, so that the file is
    shut for ever with its person's key, and nobody can try out what it may say. `size` is that of the plain bytes,
    `sha256` of the bytes as they lie there.

    `unsealed_until`: it came before files were sealed, and lies there as it was sent until about then.
    """

    __tablename__ = "lms_file"
    # A copy and an erasure come to it by the rows that name it, of which each has one way to its person.
    __table_args__ = ({"info": {"whose": None}},)

    person_id: Mapped[UUID | None] = foreign("lms_person.id")
    shown_name: Mapped[str] = field(sa.String(200), kept=EVIDENCE)
    media_type: Mapped[str] = field(sa.String(100), kept=TECHNICAL)
    size: Mapped[int] = field(kept=TECHNICAL)
    sha256: Mapped[str] = field(sa.String(64), kept=TECHNICAL)
    key = sealed_json(kept=EVIDENCE.untold, owner="person_id")
    unsealed_until: Mapped[datetime | None] = field(kept=TECHNICAL, index=True)
