"""What complaints register."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from flask import Blueprint
from sqlalchemy.orm import Session

from lms.complaints import cards, demo, models, personal
from lms.complaints.permissions import GRANTED, Can
from lms.complaints.retention import RULES
from lms.complaints.sentences import SENTENCES
from lms.complaints.views import bp
from lms.core.access import Actor
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card, MenuItem
from lms.plugins import Chapter, DataSection, DemoStory, RetentionRule, hookimpl

__all__ = ["plugin"]


class ComplaintsPlugin:
    """Complaints about somebody's work, and the hold on a placement that one may lead to."""

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
        return [MenuItem(_l("Complaints"), "complaints.kept", (Can.KEEP,), 46)]

    @hookimpl
    def home_cards(self, session: Session, actor: Actor) -> Iterable[Card]:
        return list(cards.cards(session, actor))

    @hookimpl
    def personal_data(self, session: Session, person_id: UUID) -> Iterable[DataSection]:
        return personal.sections(session, person_id)

    @hookimpl
    def retention_rules(self) -> Iterable[RetentionRule]:
        return RULES

    @hookimpl
    def demo(self, session: Session, story: DemoStory, chapter: Chapter) -> None:
        demo.tell(session, story, chapter)

    @hookimpl
    def audit_sentences(self) -> Mapping[str, Text]:
        return SENTENCES


plugin = ComplaintsPlugin()
