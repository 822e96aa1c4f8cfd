"""What the outbox registers."""

from lms.jobs import models

__all__ = ["plugin"]


class JobsPlugin:
    """Tables only; features bring the handlers."""

    package = "lms"
    models = models


plugin = JobsPlugin()
