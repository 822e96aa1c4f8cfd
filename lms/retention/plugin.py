"""What retention registers."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

import click
from flask import Blueprint
from sqlalchemy.orm import Session

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.ui import MenuItem
from lms.core.verdict import Reason
from lms.plugins import Chapter, DemoStory, OutboxHandler, hookimpl
from lms.retention import demo, jobs, models, queries
from lms.retention.commands import COMMANDS
from lms.retention.permissions import GRANTED, Can
from lms.retention.sentences import SENTENCES
from lms.retention.views import bp

__all__ = ["plugin"]


class RetentionPlugin:
    """Periods, holds, the daily run and its log; what the records are, and how they go, features say."""

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
        return [MenuItem(_l("How long records are kept"), "retention.classes", (Can.MANAGE,), 93)]

    @hookimpl
    def commands(self) -> Iterable[click.Command]:
        return COMMANDS

    @hookimpl
    def outbox_handlers(self) -> Mapping[str, OutboxHandler]:
        return {jobs.KIND: jobs.dispose}

    @hookimpl
    def rounds(self) -> Mapping[str, timedelta]:
        return {jobs.KIND: jobs.EVERY}

    @hookimpl
    def standing_in_the_way(self, session: Session, person_id: UUID) -> Iterable[Reason]:
        return queries.standing_in_the_way(session, person_id)

    @hookimpl
    def demo(self, session: Session, story: DemoStory, chapter: Chapter) -> None:
        demo.tell(session, story, chapter)

    @hookimpl
    def audit_sentences(self) -> Mapping[str, Text]:
        return SENTENCES


plugin = RetentionPlugin()
