"""What auditing registers."""

from lms.audit import models

__all__ = ["plugin"]


class AuditPlugin:
    """Tables only; its page is among people's administration."""

    package = "lms"
    models = models


plugin = AuditPlugin()
