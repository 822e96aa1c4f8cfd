"""What learning registers."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import click
from flask import Blueprint
from sqlalchemy.orm import Session

from lms.core.access import Actor, Open
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card, MenuItem
from lms.employment.signals import last_day_corrected, person_left
from lms.plugins import ActivityType, Chapter, DataSection, DemoStory, Indicator, LinkableItem, RetentionRule, hookimpl
from lms.privacy.signals import person_erased
from lms.recruitment.signals import offer_accepted
from modules import cards, commands, demo, figures, guard, linkable, models, personal, receivers, retention
from modules.importing import OWN
from modules.permissions import GRANTED, Can
from modules.sentences import SENTENCES
from modules.views import blueprint

__all__ = ["plugin"]


class ModulesPlugin:
    """Programmes, the player, cohorts."""

    package = "modules"
    models = models

    @hookimpl
    def blueprints(self) -> Iterable[Blueprint]:
        return [blueprint()]

    @hookimpl
    def permissions(self) -> Mapping[str, Iterable[str]]:
        return GRANTED

    @hookimpl
    def menu(self) -> Iterable[MenuItem]:
        return [
            MenuItem(_l("Learn"), "modules.learn", (Can.LEARN,), 10),
            MenuItem(_l("Cohorts"), "modules.cohorts", (Can.SEE_COHORTS,), 25),
            MenuItem(_l("Programmes"), "modules.programmes", (Can.MANAGE_PROGRAMMES,), 26),
            MenuItem(_l("Is this work for me?"), "modules.prepare", (Open.PUBLIC,), 10, footer=True),
        ]

    @hookimpl
    def home_cards(self, session: Session, actor: Actor) -> Iterable[Card]:
        return list(cards.cards(session, actor))

    @hookimpl
    def activity_types(self) -> Iterable[ActivityType]:
        return OWN.values()

    @hookimpl
    def linkable_items(self, session: Session, person_id: UUID) -> Iterable[LinkableItem]:
        return linkable.items(session, person_id)

    @hookimpl
    def personal_data(self, session: Session, person_id: UUID) -> Iterable[DataSection]:
        return personal.sections(session, person_id)

    @hookimpl
    def indicators(self, session: Session, paths: Sequence[str]) -> Iterable[Indicator]:
        return figures.indicators(session, paths)

    @hookimpl
    def commands(self) -> Iterable[click.Command]:
        return commands.COMMANDS

    @hookimpl
    def demo(self, session: Session, story: DemoStory, chapter: Chapter) -> None:
        demo.tell(session, story, chapter)

    @hookimpl
    def wire(self, owner: object) -> None:
        guard.watch()
        offer_accepted.connect(receivers.on_offer_accepted, sender=owner)
        person_left.connect(receivers.on_person_left, sender=owner)
        last_day_corrected.connect(receivers.on_last_day_corrected, sender=owner)
        person_erased.connect(receivers.on_person_erased, sender=owner)

    @hookimpl
    def audit_sentences(self) -> Mapping[str, Text]:
        return SENTENCES

    @hookimpl
    def retention_rules(self) -> Iterable[RetentionRule]:
        return retention.RULES


plugin = ModulesPlugin()
