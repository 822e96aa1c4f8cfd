"""What emergencies register."""

from collections.abc import Iterable, Mapping

from flask import Blueprint
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card, MenuItem
from lms.emergency import cards, demo, models
from lms.emergency.permissions import GRANTED, Can
from lms.emergency.retention import RULES
from lms.emergency.sentences import SENTENCES
from lms.emergency.views import bp
from lms.plugins import Chapter, DemoStory, RetentionRule, hookimpl

__all__ = ["plugin"]


class EmergencyPlugin:
    """Opening somebody's record in an emergency, in front of their eyes."""

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
        return [MenuItem(_l("Emergencies"), "emergency.emergencies", (Can.OPEN,), 92)]

    @hookimpl
    def home_cards(self, session: Session, actor: Actor) -> Iterable[Card]:
        return list(cards.cards(session, actor))

    @hookimpl
    def retention_rules(self) -> Iterable[RetentionRule]:
        return RULES

    @hookimpl
    def demo(self, session: Session, story: DemoStory, chapter: Chapter) -> None:
        demo.tell(session, story, chapter)

    @hookimpl
    def audit_sentences(self) -> Mapping[str, Text]:
        return SENTENCES


plugin = EmergencyPlugin()
