"""What recruitment registers."""

__all__ = ["plugin"]


class RecruitmentPlugin:
    package = "lms"


plugin = RecruitmentPlugin()
