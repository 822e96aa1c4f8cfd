"""What the outbox registers."""

from collections.abc import Iterable, Mapping

from flask import Blueprint

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.ui import MenuItem
from lms.jobs import models
from lms.jobs.permissions import GRANTED, Can
from lms.jobs.sentences import SENTENCES
from lms.jobs.signals import offered
from lms.jobs.spread import offers
from lms.jobs.views import blueprint
from lms.plugins import hookimpl

__all__ = ["plugin"]


class JobsPlugin:
    """The outbox, its page, and who hears that a job may be carried out; features bring the handlers."""

    package = "lms"
    models = models

    @hookimpl
    def blueprints(self) -> Iterable[Blueprint]:
        return [blueprint()]

    @hookimpl
    def permissions(self) -> Mapping[str, Iterable[str]]:
        return GRANTED

    @hookimpl
    def menu(self) -> Iterable[MenuItem]:
        return [MenuItem(_l("Background work"), "jobs.admin_jobs", (Can.MANAGE,), 92)]

    @hookimpl
    def wire(self, owner: object) -> None:
        offered.connect(offers.offer, sender=owner)

    @hookimpl
    def audit_sentences(self) -> Mapping[str, Text]:
        return SENTENCES


plugin = JobsPlugin()
