"""What assessments registers."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import click
from flask import Blueprint
from sqlalchemy.orm import Session

from assessments import commands, demo, home, models, personal, services
from assessments.kinds import OWN
from assessments.permissions import GRANTED, Can
from assessments.sentences import SENTENCES
from assessments.views import bp
from lms.core.access import SYSTEM, Actor
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card, MenuItem
from lms.plugins import Chapter, DataSection, DemoStory, EvidenceType, hookimpl
from modules import signals as modules_signals

__all__ = ["plugin"]


def begin_portfolio(
    _sender: object, *, session: Session, enrolment_id: UUID, person_id: UUID, programme_version_id: UUID
) -> None:
    """Whoever is enrolled has a portfolio."""
    services.begin_portfolio(session, enrolment_id=enrolment_id, by=SYSTEM)


class AssessmentsPlugin:
    """Frameworks, evidence, marking and quality assurance."""

    package = "assessments"
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
            MenuItem(_l("Evidence"), "assessments.plan", (Can.OFFER_EVIDENCE,), 14),
            MenuItem(_l("My areas"), "assessments.areas", (Can.OWN_AREAS,), 15),
            MenuItem(_l("Marking"), "assessments.marking", (Can.MARK,), 30),
            MenuItem(_l("Allocations"), "assessments.allocations", (Can.ALLOCATE,), 31),
            MenuItem(_l("Quality"), "assessments.quality", (Can.VERIFY,), 32),
            MenuItem(_l("What is assessed"), "assessments.frameworks", (Can.SEE_FRAMEWORK,), 60, footer=True),
        ]

    @hookimpl
    def home_cards(self, session: Session, actor: Actor) -> Iterable[Card]:
        return home.cards(session, actor)

    @hookimpl
    def personal_data(self, session: Session, person_id: UUID) -> Iterable[DataSection]:
        return personal.sections(session, person_id)

    @hookimpl
    def evidence_types(self) -> Iterable[EvidenceType]:
        return OWN.values()

    @hookimpl
    def commands(self) -> Iterable[click.Command]:
        return commands.COMMANDS

    @hookimpl
    def demo(self, session: Session, story: DemoStory, chapter: Chapter) -> None:
        demo.tell(session, story, chapter)

    @hookimpl
    def wire(self, owner: object) -> None:
        modules_signals.enrolled.connect(begin_portfolio, sender=owner)

    @hookimpl
    def audit_sentences(self) -> Mapping[str, Text]:
        return SENTENCES


plugin = AssessmentsPlugin()
