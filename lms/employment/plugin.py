"""What employment registers."""

__all__ = ["plugin"]


class EmploymentPlugin:
    package = "lms"


plugin = EmploymentPlugin()
