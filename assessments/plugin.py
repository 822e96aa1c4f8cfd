"""What assessments registers."""

__all__ = ["plugin"]


class AssessmentsPlugin:
    package = "assessments"


plugin = AssessmentsPlugin()
