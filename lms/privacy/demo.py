"""Privacy's part of the demo: somebody who took their application back asks to be erased."""

from datetime import timedelta

from sqlalchemy.orm import Session

from lms.core import clock
from lms.people.identity import actor_for
from lms.plugins import Chapter, DemoStory
from lms.privacy import services

__all__ = ["tell"]


def tell(session: Session, story: DemoStory, chapter: Chapter) -> None:
    """Two days ago, so that it can still be stopped."""
    if chapter is not Chapter.AFTER:
        return
    rosa = story.people["a8"]
    by = actor_for(session, rosa, story.runtime.permissions)
    with clock.frozen(story.now - timedelta(days=2)):
        services.ask(session, person_id=rosa, keep_certificates=False, runtime=story.runtime, by=by)
