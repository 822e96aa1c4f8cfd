"""A new name in what was put together with the old one: snapshots, letters, and what others were told just now."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.db.kept import APPLICATION, Erasure, Kept
from lms.core.web import replies
from lms.privacy.clearing import put_names

__all__ = ["on_renamed"]


def on_renamed(
    _sender: object, *, session: Session, person_id: UUID, names: Mapping[str, str], **_facts: object
) -> None:
    """Put the new name for the old one wherever words stay, as for somebody who is erased: see ADR 29."""
    if names:
        put_names(session, person_id, names, _noted)
        replies.forget_told(session, names)
        session.expire_all()


def _noted(why: Kept) -> bool:
    """Decisions and what they were made from; and letters, which an erasure takes away whole."""
    return why.erasure is Erasure.KEEP or why is APPLICATION
