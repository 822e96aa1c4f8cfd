"""What employment registers."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from flask import Blueprint
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card, MenuItem
from lms.core.verdict import Reason
from lms.employment import cards, demo, figures, gates, models, personal, receivers, retention
from lms.employment.content import of_nation
from lms.employment.permissions import GRANTED, Can
from lms.employment.sentences import SENTENCES
from lms.employment.views import bp
from lms.plugins import Chapter, CheckType, DataSection, DemoStory, Gate, GateLine, Indicator, RetentionRule, hookimpl
from lms.recruitment.signals import offer_accepted

__all__ = ["plugin"]


class EmploymentPlugin:
    """Checks, start checklists and supervision."""

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
            MenuItem(_l("Checks"), "employment.checks", (Can.RUN_CHECKS,), 40),
            MenuItem(_l("Start checklists"), "employment.board", (Can.SEE_STARTS,), 42),
            MenuItem(_l("My start"), "employment.mine", (Can.OWN_START,), 43),
            MenuItem(_l("Supervision"), "employment.supervision", (Can.SUPERVISE,), 45),
        ]

    @hookimpl
    def home_cards(self, session: Session, actor: Actor) -> Iterable[Card]:
        return list(cards.cards(session, actor))

    @hookimpl
    def check_types(self) -> Iterable[CheckType]:
        return of_nation().checks.values()

    @hookimpl
    def gates(self, session: Session, gate: Gate, people: Sequence[UUID]) -> Mapping[UUID, Iterable[GateLine]]:
        return gates.answer(session, gate, people)

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
    def wire(self, owner: object) -> None:
        offer_accepted.connect(receivers.on_offer_accepted, sender=owner)

    @hookimpl
    def audit_sentences(self) -> Mapping[str, Text]:
        return SENTENCES

    @hookimpl
    def retention_rules(self) -> Iterable[RetentionRule]:
        return retention.RULES


plugin = EmploymentPlugin()
