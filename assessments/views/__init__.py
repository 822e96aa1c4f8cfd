"""The pages of assessments, by who opens them."""

from assessments.views import allocations, areas, evidence, marking, quality
from assessments.views.blueprint import bp

__all__ = ["allocations", "areas", "bp", "evidence", "marking", "quality"]
