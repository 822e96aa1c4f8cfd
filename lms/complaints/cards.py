"""What complaints put on home pages: in one statement, for whom they look after and whom they concern."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from lms.complaints import queries
from lms.core import clock
from lms.core.access import Actor
from lms.core.text import lazy_gettext as _l
from lms.core.text import ngettext
from lms.core.ui import Card
from lms.core.ui.chrome import CardKind
from lms.core.verdict import Link

__all__ = ["cards"]

NEWS = timedelta(days=14)


def cards(session: Session, actor: Actor) -> Iterator[Card]:
    """For its owner what is open; for its person, once told, what that is, and for a fortnight what became of it."""
    found = queries.news(session, actor, clock.now() - NEWS)
    if found.news:
        yield Card(
            CardKind.NEXT,
            _l("A complaint about your work"),
            _l("Read what happens next, and who supports you. Your learning goes on."),
            Link("complaints.own"),
            _l("Read it"),
            weight=1,
        )
    if found.kept:
        untold = ngettext("%(n)s person has not been told yet.", "%(n)s people have not been told yet.", found.untold)
        body = untold if found.untold else _l("Everybody concerned has been told.")
        link = Link("complaints.kept")
        yield Card(CardKind.NEXT, _l("Complaints"), body, link, _l("Open complaints"), weight=12, count=found.kept)
