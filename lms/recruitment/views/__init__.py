"""Recruitment's pages."""

from lms.recruitment.views import applying, deciding, managing, mine, posts, scoring
from lms.recruitment.views.blueprint import bp

__all__ = ["applying", "bp", "deciding", "managing", "mine", "posts", "scoring"]
