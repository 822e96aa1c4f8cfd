"""Employment's pages."""

from lms.employment.views import board, checks, decide, leaving, prepare, supervision
from lms.employment.views.blueprint import bp

__all__ = ["board", "bp", "checks", "decide", "leaving", "prepare", "supervision"]
