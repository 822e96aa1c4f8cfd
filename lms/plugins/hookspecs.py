"""Every hook, with its exact arguments. The kernel asks; features answer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import click
import pluggy
from flask import Blueprint
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.text import Text
from lms.core.ui.chrome import Card, MenuItem
from lms.core.verdict import Reason
from lms.plugins.api import (
    ActivityType,
    CertificateLayout,
    Chapter,
    CheckType,
    DataSection,
    DemoStory,
    FreshValue,
    Gate,
    GateLine,
    Indicator,
    OutboxHandler,
)
from lms.plugins.keeping import RetentionRule
from lms.plugins.offering import EvidenceType, LinkableItem

PROJECT = "peer_lms"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Hooks:
    """The specifications. Implement the ones you need as methods marked `@hookimpl`."""

    @hookspec
    def blueprints(self) -> Iterable[Blueprint]:  # type: ignore[empty-body]
        """Blueprints to mount below ours; every view in them declares who may use it."""

    @hookspec
    def permissions(self) -> Mapping[str, Iterable[str]]:  # type: ignore[empty-body]
        """Permission name → roles that hold it. A plugin may name its own permissions, never a core one."""

    @hookspec
    def menu(self) -> Iterable[MenuItem]:  # type: ignore[empty-body]
        """Menu entries, each shown to holders of its permissions."""

    @hookspec
    def home_cards(self, session: Session, actor: Actor) -> Iterable[Card]:  # type: ignore[empty-body]
        """What this person does next and what waits on whom, for the home page."""

    @hookspec
    def gates(self, session: Session, gate: Gate, people: Sequence[UUID]) -> Mapping[UUID, Iterable[GateLine]]:  # type: ignore[empty-body]
        """Lines of a start checklist for many people at once, in a bounded number of statements."""

    @hookspec
    def check_types(self) -> Iterable[CheckType]:  # type: ignore[empty-body]
        """Kinds of check that HR runs for each new start from now on, beside those of the nation."""

    @hookspec
    def activity_types(self) -> Iterable[ActivityType]:  # type: ignore[empty-body]
        """Kinds of activity that content files may name, each with its page and what completes it."""

    @hookspec
    def evidence_types(self) -> Iterable[EvidenceType]:  # type: ignore[empty-body]
        """Kinds of evidence that a trainee may choose, beside words, a recording or a file."""

    @hookspec
    def linkable_items(self, session: Session, person_id: UUID) -> Iterable[LinkableItem]:  # type: ignore[empty-body]
        """What a person did that they may link as evidence, newest first, in three statements at most.

        Only that person is shown it, and only what they choose is copied. Leave out whatever tells of somebody else.
        """

    @hookspec
    def certificate_layouts(self) -> Iterable[CertificateLayout]:  # type: ignore[empty-body]
        """Looks of a certificate that award rules may name."""

    @hookspec
    def personal_data(self, session: Session, person_id: UUID) -> Iterable[DataSection]:  # type: ignore[empty-body]
        """What is held about one person, in three statements at most. Only that person is shown it.

        Leave out what others wrote in confidence, and whatever tells of somebody else.
        """

    @hookspec
    def standing_in_the_way(self, session: Session, person_id: UUID) -> Iterable[Reason]:  # type: ignore[empty-body]
        """Why a person cannot be erased yet, with what to do about it, in two statements at most; empty when they can.

        Say so where the law, or somebody else's right, needs the record as it is; what is kept anyway is no reason.
        """

    @hookspec
    def indicators(self, session: Session, paths: Sequence[str]) -> Iterable[Indicator]:  # type: ignore[empty-body]
        """Figures for evaluation about what lies at or below these node paths, in two statements at most."""

    @hookspec
    def commands(self) -> Iterable[click.Command]:  # type: ignore[empty-body]
        """Commands for `peer-lms`."""

    @hookspec
    def demo(self, session: Session, story: DemoStory, chapter: Chapter) -> None:
        """Add this feature's part of a chapter of the demo story."""

    @hookspec
    def fresh_values(self) -> Mapping[str, FreshValue]:  # type: ignore[empty-body]
        """For crowds to try size with: "table.column" → what a copied person's row holds there."""

    @hookspec
    def outbox_handlers(self) -> Mapping[str, OutboxHandler]:  # type: ignore[empty-body]
        """Outbox kind → what carries it out."""

    @hookspec
    def audit_sentences(self) -> Mapping[str, Text]:  # type: ignore[empty-body]
        """Audit action → its sentence, with %(who)s for whoever did it and %(about)s for the person it is about."""

    @hookspec
    def rounds(self) -> Mapping[str, timedelta]:  # type: ignore[empty-body]
        """Outbox kind → how often the worker carries it out by itself, with an empty payload."""

    @hookspec
    def retention_rules(self) -> Iterable[RetentionRule]:  # type: ignore[empty-body]
        """When one's own records go: what starts their clock, and how they are disposed of, kind by kind."""

    @hookspec
    def wire(self, owner: object) -> None:
        """Connect signal receivers with `sender=owner`, so that two hosts in one process never hear each other."""

    @hookspec(firstresult=True)
    def person_for_user(self, session: Session, user: Any) -> UUID | None:
        """The person behind the host's signed-in user; None leaves the question to the next plugin."""
