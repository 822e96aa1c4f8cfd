"""What privacy registers."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from flask import Blueprint
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.text import Text
from lms.core.ui import Card
from lms.people.signals import person_renamed
from lms.plugins import Chapter, DemoStory, OutboxHandler, RetentionRule, hookimpl
from lms.privacy import cards, commands, demo, jobs, models, retention, services
from lms.privacy.permissions import GRANTED
from lms.privacy.renaming import on_renamed
from lms.privacy.sentences import SENTENCES
from lms.privacy.views import bp

__all__ = ["plugin"]

commands.join()


class PrivacyPlugin:
    """A copy of everything, being erased, and closing the files that came before files were sealed."""

    package = "lms"
    models = models

    @hookimpl
    def blueprints(self) -> Iterable[Blueprint]:
        return [bp]

    @hookimpl
    def permissions(self) -> Mapping[str, Iterable[str]]:
        return GRANTED

    @hookimpl
    def home_cards(self, session: Session, actor: Actor) -> Iterable[Card]:
        return list(cards.cards(session, actor))

    @hookimpl
    def outbox_handlers(self) -> Mapping[str, OutboxHandler]:
        return {
            services.KIND: jobs.erase,
            services.AFTERWARDS: jobs.clear_up,
            jobs.CLOSING: jobs.close_files,
        }

    @hookimpl
    def rounds(self) -> Mapping[str, timedelta]:
        return {jobs.CLOSING: jobs.EVERY}

    @hookimpl
    def demo(self, session: Session, story: DemoStory, chapter: Chapter) -> None:
        demo.tell(session, story, chapter)

    @hookimpl
    def wire(self, owner: object) -> None:
        person_renamed.connect(on_renamed, sender=owner)

    @hookimpl
    def retention_rules(self) -> Iterable[RetentionRule]:
        return retention.RULES

    @hookimpl
    def audit_sentences(self) -> Mapping[str, Text]:
        return SENTENCES


plugin = PrivacyPlugin()
