"""What auditing registers."""

from collections.abc import Mapping
from datetime import timedelta

from lms.audit import jobs, models
from lms.plugins import OutboxHandler, hookimpl

__all__ = ["plugin"]


class AuditPlugin:
    """Tables, and the sealer; its pages are among people's administration."""

    package = "lms"
    models = models

    @hookimpl
    def outbox_handlers(self) -> Mapping[str, OutboxHandler]:
        return {jobs.KIND: jobs.seal}

    @hookimpl
    def rounds(self) -> Mapping[str, timedelta]:
        return {jobs.KIND: jobs.EVERY}


plugin = AuditPlugin()
