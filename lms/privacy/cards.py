"""What stands on home pages: being erased oneself, and people who asked for it."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.text import day
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card
from lms.core.ui.chrome import CardKind
from lms.core.verdict import Link
from lms.privacy import queries
from lms.privacy.permissions import Can

__all__ = ["cards"]


def cards(session: Session, actor: Actor) -> Iterator[Card]:
    """One's own erasure while it waits; for administrators, how many of their people wait. A statement each."""
    waiting = queries.open_erasure(session, actor.id) if actor.can(Can.OWN_RIGHTS) else None
    if waiting is not None:
        title = _l("You have asked to be erased on %(day)s", day=day(waiting.due_at))
        body = _l("Until then you can stop it.")
        yield Card(CardKind.NEXT, title, body, Link("privacy.erase"), _l("See it, or stop it"))
    count = queries.waiting(session, actor) if actor.can(Can.FOR_OTHERS) else 0
    if count:
        yield Card(
            CardKind.WAITING,
            _l("People who asked to be erased"),
            _l("It is done on its day by itself. Has something to be kept for a claim or a complaint? Place a hold."),
            Link("privacy.erasures"),
            _l("See them"),
            who=_l("the people who asked, if they change their mind"),
            count=count,
        )
