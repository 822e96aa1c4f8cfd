"""What this plugin registers. Its entry point is `loneworking = peer_lms_lone_working.plugin:plugin`."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from flask import Blueprint
from sqlalchemy.orm import Session

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.ui import MenuItem
from lms.plugins import ActivityType, CheckType, EvidenceType, Gate, GateLine, hookimpl
from peer_lms_lone_working import checklist, models
from peer_lms_lone_working.activities import CALL
from peer_lms_lone_working.checks import DRIVING
from peer_lms_lone_working.evidence import VISIT
from peer_lms_lone_working.permissions import GRANTED, Can
from peer_lms_lone_working.views import bp

__all__ = ["plugin"]


class LoneWorkingPlugin:
    """A card for people who work alone."""

    peer_lms_api = 1
    package = "peer_lms_lone_working"
    migrations = "migrations"
    models = models

    @hookimpl
    def blueprints(self) -> Iterable[Blueprint]:
        return [bp]

    @hookimpl
    def permissions(self) -> Mapping[str, Iterable[str]]:
        return GRANTED

    @hookimpl
    def audit_sentences(self) -> Mapping[str, Text]:
        return {"loneworking.card-saved": _l("%(who)s saved a card for lone working.")}

    @hookimpl
    def menu(self) -> Iterable[MenuItem]:
        return [MenuItem(_l("Lone working"), "loneworking.card", (Can.OWN_CARD,), 44)]

    @hookimpl
    def check_types(self) -> Iterable[CheckType]:
        return [DRIVING]

    @hookimpl
    def activity_types(self) -> Iterable[ActivityType]:
        return [CALL]

    @hookimpl
    def evidence_types(self) -> Iterable[EvidenceType]:
        return [VISIT]

    @hookimpl
    def gates(self, session: Session, gate: Gate, people: Sequence[UUID]) -> Mapping[UUID, Iterable[GateLine]]:
        return checklist.lines(session, gate, people)


plugin = LoneWorkingPlugin()
