"""Evidence goes; what was decided about it stays."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import Evidence
from lms.core.files import FileStore, forget_file

__all__ = ["forget_evidence"]


def forget_evidence(session: Session, ids: Sequence[UUID], files: FileStore) -> None:
    """Clear the words of these pieces and remove their files. Their rows stay, for the sign-offs that name them."""
    table: Any = Evidence.__table__
    these = table.c.id.in_(ids)
    held = session.scalars(sa.select(table.c.file_id).where(these, table.c.file_id.is_not(None)).distinct()).all()
    nothing = {"title": "", "text": "", "linked": None, "observer": None, "happened_on": None, "file_id": None}
    session.execute(sa.update(table).where(these).values({**nothing, "version": table.c.version + 1}))
    # A later attempt may begin with the file of an earlier one, and be kept for longer.
    shared = set(session.scalars(sa.select(table.c.file_id).where(table.c.file_id.in_(held))))
    for file_id in held:
        if file_id not in shared:
            forget_file(session, files, file_id)
