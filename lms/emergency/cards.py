"""What emergencies put on home pages."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card
from lms.core.ui.chrome import CardKind
from lms.core.verdict import Link
from lms.emergency import queries
from lms.emergency.permissions import Can

__all__ = ["cards"]

NEWS = timedelta(days=14)


def cards(session: Session, actor: Actor) -> Iterator[Card]:
    """For administrators what waits to be looked back at; for everybody that their own record was opened lately."""
    waiting = queries.waiting_for(session, actor) if actor.can(Can.OPEN) else 0
    if waiting:
        yield Card(
            CardKind.NEXT,
            _l("Look back at an emergency"),
            _l("A colleague has opened somebody's record. Say whether that was right."),
            Link("emergency.emergencies"),
            _l("Look back"),
            count=waiting,
            weight=20,
        )
    if actor.can(Can.READ_OWN) and queries.news_since(session, actor.id, clock.now() - NEWS):
        yield Card(
            CardKind.NEXT,
            _l("Your record was opened in an emergency"),
            _l("Read who did, why, and what was made of it."),
            Link("emergency.own"),
            _l("Read it"),
            weight=1,
        )
