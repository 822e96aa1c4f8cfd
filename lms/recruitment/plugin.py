"""What recruitment registers."""

from lms.recruitment import models

__all__ = ["plugin"]


class RecruitmentPlugin:
    """From a post to an accepted offer."""

    package = "lms"
    models = models


plugin = RecruitmentPlugin()
