"""Emergencies' part of the demo story: one, a few days ago, that waits to be looked back at."""

from datetime import timedelta

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.text import gettext as _
from lms.emergency import services
from lms.people.identity import actor_for
from lms.people.models import Person
from lms.plugins import Chapter, DemoStory

__all__ = ["tell"]


def tell(session: Session, story: DemoStory, chapter: Chapter) -> None:
    """One administrator opened an applicant's record; the other has not looked back at it yet."""
    if chapter is not Chapter.AFTER:
        return
    with clock.frozen(story.now - timedelta(days=3, hours=2)):
        opened = services.open_record(
            session,
            person=session.get_one(Person, story.people["a7"]),
            reason=_("His sister rang: nobody has seen him since Friday. Did he write down whom we should call?"),
            by=actor_for(session, story.people["admin2"], story.runtime.permissions),
        )
    story.things["emergency"] = opened.id
