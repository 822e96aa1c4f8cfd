"""What recruitment registers."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from flask import Blueprint
from sqlalchemy.orm import Session

from lms.core.access import Actor, Open
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card, MenuItem
from lms.core.verdict import Reason
from lms.plugins import Chapter, DataSection, DemoStory, Indicator, RetentionRule, hookimpl
from lms.recruitment import demo, figures, home, models, personal, retention
from lms.recruitment.permissions import GRANTED, Can
from lms.recruitment.sentences import SENTENCES
from lms.recruitment.views import bp

__all__ = ["plugin"]


class RecruitmentPlugin:
    """From a post to an accepted offer."""

    package = "lms"
    models = models

    @hookimpl
    def blueprints(self) -> Iterable[Blueprint]:
        return [bp]

    @hookimpl
    def permissions(self) -> Mapping[str, Iterable[str]]:
        return GRANTED

    @hookimpl
    def menu(self) -> Iterable[MenuItem]:
        return [
            MenuItem(_l("Applications"), "recruitment.applications", (Can.SEE_APPLICATIONS,), 12),
            MenuItem(_l("Posts"), "recruitment.our_posts", (Can.MANAGE,), 20),
            MenuItem(_l("Scoring"), "recruitment.scoring", (Can.SCORE,), 21),
            MenuItem(_l("Posts we are recruiting to"), "recruitment.posts", (Open.PUBLIC,), 20, footer=True),
        ]

    @hookimpl
    def home_cards(self, session: Session, actor: Actor) -> Iterable[Card]:
        return list(home.cards(session, actor))

    @hookimpl
    def personal_data(self, session: Session, person_id: UUID) -> Iterable[DataSection]:
        return personal.sections(session, person_id)

    @hookimpl
    def standing_in_the_way(self, session: Session, person_id: UUID) -> Iterable[Reason]:
        return personal.standing_in_the_way(session, person_id)

    @hookimpl
    def indicators(self, session: Session, paths: Sequence[str]) -> Iterable[Indicator]:
        return figures.indicators(session, paths)

    @hookimpl
    def demo(self, session: Session, story: DemoStory, chapter: Chapter) -> None:
        demo.tell(session, story, chapter)

    @hookimpl
    def audit_sentences(self) -> Mapping[str, Text]:
        return SENTENCES

    @hookimpl
    def retention_rules(self) -> Iterable[RetentionRule]:
        return retention.RULES


plugin = RecruitmentPlugin()
