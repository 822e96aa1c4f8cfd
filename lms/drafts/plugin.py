"""What keeping drafts registers."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from flask import Blueprint
from sqlalchemy.orm import Session

from lms.core.drafts import models
from lms.drafts import personal, retention
from lms.drafts.permissions import GRANTED
from lms.drafts.views import blueprint
from lms.plugins import DataSection, RetentionRule, hookimpl

__all__ = ["plugin"]


class DraftsPlugin:
    """Where browsers leave unsent words; the words themselves are the kernel's."""

    package = "lms"
    models = models

    @hookimpl
    def blueprints(self) -> Iterable[Blueprint]:
        return [blueprint()]

    @hookimpl
    def permissions(self) -> Mapping[str, Iterable[str]]:
        return GRANTED

    @hookimpl
    def personal_data(self, session: Session, person_id: UUID) -> Iterable[DataSection]:
        return personal.sections(session, person_id)

    @hookimpl
    def retention_rules(self) -> Iterable[RetentionRule]:
        return retention.RULES


plugin = DraftsPlugin()
