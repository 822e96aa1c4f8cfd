"""What emergencies register."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from flask import Blueprint
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card, MenuItem
from lms.core.ui.chrome import CardKind
from lms.core.verdict import Link
from lms.emergency import demo, models, queries
from lms.emergency.permissions import GRANTED, Can
from lms.emergency.retention import RULES
from lms.emergency.sentences import SENTENCES
from lms.emergency.views import bp
from lms.plugins import Chapter, DemoStory, RetentionRule, hookimpl

__all__ = ["plugin"]

NEWS = timedelta(days=14)


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
