"""Complaints' part of the demo story: one that was told and answered, and one of which its person does not know yet."""

from datetime import timedelta

from sqlalchemy.orm import Session

from lms.complaints import services
from lms.complaints.models import Complaint, Source
from lms.core import clock
from lms.core.access import Actor
from lms.core.text import gettext as _
from lms.people.identity import actor_for
from lms.plugins import Chapter, DemoStory

__all__ = ["tell"]


def tell(session: Session, story: DemoStory, chapter: Chapter) -> None:
    """HR looks after both; the programme lead wrote the second one down."""
    if chapter is not Chapter.AFTER:
        return
    by = {key: actor_for(session, story.people[key], story.runtime.permissions) for key in ("hr", "lead", "t6")}
    with clock.frozen(story.now - timedelta(days=9)):
        said = _("She says that he rang her twice in one evening, and that she had asked to be left alone.")
        first = _written(session, story, "t6", said, by["hr"])
    with clock.frozen(story.now - timedelta(days=6)):
        told = _(
            "Somebody you supported has told us that two calls in one evening were too many for her. We have asked her "
            "what happened, and would like to hear it from you. We meet in the week after next. Nothing is decided."
        )
        support = _("Curtis Bell, your peer supervisor. You may bring somebody whom you trust.")
        services.tell(session, complaint=first, told=told, support=support, by=by["hr"])
    with clock.frozen(story.now - timedelta(days=4)):
        words = _("I rang once more because the line broke off. I am sorry that it was too much.")
        services.answer(session, complaint=first, words=words, by=by["t6"])
    with clock.frozen(story.now - timedelta(days=1)):
        said = _("A nurse on the ward says that she talked about one patient in front of another.")
        second = _written(session, story, "t4", said, by["lead"])
    story.things.update(complaint=first.id, untold=second.id)


def _written(session: Session, story: DemoStory, about: str, said: str, by: Actor) -> Complaint:
    hr = story.people["hr"]
    return services.write_down(
        session,
        person_id=story.people[about],
        node_id=story.nodes["org"],
        owner_id=hr,
        allowed={hr},
        source=Source.SUPPORTED if about == "t6" else Source.COLLEAGUE,
        came_in=clock.today(),
        said=said,
        by=by,
    )
