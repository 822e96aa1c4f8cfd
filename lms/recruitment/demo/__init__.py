"""Recruitment's part of the demo story."""

from lms.recruitment.demo.story import tell

__all__ = ["tell"]
