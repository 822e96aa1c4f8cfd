"""What the outbox registers."""

from lms.jobs import models
from lms.jobs.signals import offered
from lms.jobs.spread import offers
from lms.plugins import hookimpl

__all__ = ["plugin"]


class JobsPlugin:
    """Tables, and who hears that a job may be carried out; features bring the handlers."""

    package = "lms"
    models = models

    @hookimpl
    def wire(self, owner: object) -> None:
        offered.connect(offers.offer, sender=owner)


plugin = JobsPlugin()
