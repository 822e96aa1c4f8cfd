"""What assessments registers."""

__all__ = ["plugin"]


class AssessmentsPlugin:
    """Frameworks, evidence, marking and quality assurance."""

    package = "assessments"


plugin = AssessmentsPlugin()
