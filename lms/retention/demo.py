"""Retention's part of the demo: an application is held while a complaint is open, and unsent words go sooner."""

from datetime import timedelta

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.db.classes import DRAFTS
from lms.core.db.periods import Period, Unit
from lms.people.identity import actor_for
from lms.plugins import Chapter, DemoStory
from lms.retention import queries, services

__all__ = ["tell"]


def tell(session: Session, story: DemoStory, chapter: Chapter) -> None:
    """Two decisions of the administrator, in the last chapter."""
    if chapter is not Chapter.AFTER:
        return
    admin = actor_for(session, story.people["admin"], story.runtime.permissions)
    with clock.frozen(story.now - timedelta(days=20)):
        services.place(
            session,
            person_id=story.people["a2"],
            record_id=None,
            reason="A complaint about how we wrote back is open.",
            review_on=story.today + timedelta(days=70),
            by=admin,
        )
        services.change_period(
            session,
            kept=DRAFTS,
            period=Period(6, Unit.MONTHS),
            reason="Our information governance group sees no use in keeping unsent words for a year.",
            rules=queries.rules_of(story.runtime.hooks),
            sure=True,
            by=admin,
        )
