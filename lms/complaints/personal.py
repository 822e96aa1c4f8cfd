"""What complaints hold about one person, for that person to read; nothing before they are told."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from lms.complaints import queries
from lms.complaints.presenters import own_facts
from lms.core.text import Text, day
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.employment.models import PlacementHold
from lms.plugins import DataSection

__all__ = ["sections"]


def sections(session: Session, person_id: UUID) -> Iterator[DataSection]:
    """Each complaint of which they were told, and when their placement waited for it; in one statement."""
    rows = queries.about(session, person_id)
    for complaint in dict.fromkeys(complaint for complaint, _held in rows):
        facts = [(_l("Told on"), day(complaint.told_at)), *own_facts(complaint, "", None)]
        holds = [_waited(held) for one, held in rows if held and one is complaint]
        yield DataSection("complaint", _l("A complaint about your work"), [*facts, *holds])


def _waited(held: PlacementHold) -> tuple[Text, Text]:
    first, last = day(held.created_at), day(held.review_on)
    words = _("From %(first)s to %(last)s at most. %(why)s", first=first, last=last, why=held.reason)
    lifted = _("Lifted on %(day)s.", day=day(held.lifted_at)) if held.lifted_at else ""
    return _l("Your placement was on hold"), f"{words} {lifted}".strip()
