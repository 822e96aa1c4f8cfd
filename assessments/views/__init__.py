"""The pages of assessments, by who opens them."""

from assessments.views import allocations, areas, evidence, frameworks, linking, marking, quality
from assessments.views.blueprint import bp

__all__ = ["allocations", "areas", "bp", "evidence", "frameworks", "linking", "marking", "quality"]
