"""The demo story's evidence: offered, marked and looked at through the real services."""

from assessments.demo.story import tell

__all__ = ["tell"]
