"""What certificates registers."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import click
from flask import Blueprint
from sqlalchemy.orm import Session

from assessments.signals import areas_decided, decision_verified
from certificates import cards, demo, figures, gates, jobs, layouts, models, personal, retention
from certificates.commands import COMMANDS
from certificates.crowd import FRESH
from certificates.permissions import GRANTED, Can
from certificates.receivers import on_progress, on_renamed
from certificates.sentences import SENTENCES
from certificates.services import printing, progress
from certificates.views import bp
from lms.core.access import Actor, Open
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card, MenuItem
from lms.people.signals import person_renamed
from lms.plugins import (
    CertificateLayout,
    Chapter,
    DataSection,
    DemoStory,
    FreshValue,
    Gate,
    GateLine,
    Indicator,
    OutboxHandler,
    RetentionRule,
    hookimpl,
)
from modules.signals import module_done, programme_done

__all__ = ["plugin"]


class CertificatesPlugin:
    """Award rules, certificates, their PDFs, and the public check."""

    package = "certificates"
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
            MenuItem(_l("Certificates"), "certificates.mine", (Can.FOLLOW,), 16),
            MenuItem(_l("Certificates to issue"), "certificates.ready", (Can.ISSUE,), 50),
            MenuItem(_l("Check a certificate"), "certificates.verify_form", (Open.PUBLIC,), 60, footer=True),
        ]

    @hookimpl
    def home_cards(self, session: Session, actor: Actor) -> Iterable[Card]:
        return list(cards.cards(session, actor))

    @hookimpl
    def gates(self, session: Session, gate: Gate, people: Sequence[UUID]) -> Mapping[UUID, Iterable[GateLine]]:
        return gates.lines(session, gate, people)

    @hookimpl
    def certificate_layouts(self) -> Iterable[CertificateLayout]:
        return layouts.OWN

    @hookimpl
    def personal_data(self, session: Session, person_id: UUID) -> Iterable[DataSection]:
        return personal.sections(session, person_id)

    @hookimpl
    def indicators(self, session: Session, paths: Sequence[str]) -> Iterable[Indicator]:
        return figures.indicators(session, paths)

    @hookimpl
    def commands(self) -> Iterable[click.Command]:
        return COMMANDS

    @hookimpl
    def demo(self, session: Session, story: DemoStory, chapter: Chapter) -> None:
        demo.tell(session, story, chapter)

    @hookimpl
    def fresh_values(self) -> Mapping[str, FreshValue]:
        return FRESH

    @hookimpl
    def outbox_handlers(self) -> Mapping[str, OutboxHandler]:
        return {printing.KIND: jobs.render, progress.KIND: jobs.tally}

    @hookimpl
    def wire(self, owner: object) -> None:
        for signal in (module_done, programme_done, areas_decided, decision_verified):
            signal.connect(on_progress, sender=owner)
        person_renamed.connect(on_renamed, sender=owner)

    @hookimpl
    def audit_sentences(self) -> Mapping[str, Text]:
        return SENTENCES

    @hookimpl
    def retention_rules(self) -> Iterable[RetentionRule]:
        return retention.RULES


plugin = CertificatesPlugin()
