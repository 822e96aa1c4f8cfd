"""Linking something already done, instead of writing it again."""

from sqlalchemy.orm import Session

from assessments.models import Evidence
from assessments.services.drafts import expect_draft
from lms.audit.services import record
from lms.core.access import Actor
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.plugins import LinkableItem

__all__ = ["link"]

LONGEST_TITLE = 200


def link(session: Session, *, evidence: Evidence, item: LinkableItem, path: str, shared: bool, by: Actor) -> None:
    """Keep a copy of one's own item with a draft, in the place of an earlier one: what changes later changes no copy.

    `path` is where the original is. Raises Refused when it has been sent already, and when nobody else has read the
    item so far and `shared` does not say that an assessor may.
    """
    expect_draft(evidence)
    if item.private and not shared:
        raise Refused(
            _l(
                "Tick the box if they may read it. If you would rather keep it to yourself, go back: nothing is linked."
            ),
            field="shared",
        )
    evidence.linked = {
        "title": str(item.title),
        "kind": str(item.kind),
        "text": str(item.text),
        "on": item.on.isoformat(),
        "path": path,
    }
    evidence.title = evidence.title or str(item.title)[:LONGEST_TITLE]
    record(session, by=by, action="evidence.linked", subject=evidence, about=by.person_id, source=item.key)
    session.flush()
