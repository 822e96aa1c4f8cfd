"""The words somebody has not sent, for that person to read."""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.drafts import Draft
from lms.core.text import Later, Text, moment
from lms.core.text import lazy_gettext as _l
from lms.plugins import DataSection

__all__ = ["sections"]


def sections(session: Session, person_id: UUID) -> Iterator[DataSection]:
    """Every draft with its words, in one statement."""
    drafts = session.scalars(sa.select(Draft).where(Draft.person_id == person_id).order_by(Draft.kept_at))
    lines: list[tuple[Text, Text]] = [
        (moment(draft.kept_at), Later(read=partial(_said, draft))) for draft in drafts if Draft.words.holds(draft)
    ]
    yield DataSection("drafts", _l("Words you have not sent"), lines, alone=True)


def _said(draft: Draft) -> str:
    written = (one for name, values in draft.words.items() if not name.startswith("_") for one in values)
    return " · ".join(text for text in written if text)
