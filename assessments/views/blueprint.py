"""The one blueprint that all pages hang on."""

from typing import Any

from flask import Blueprint

__all__ = ["Answer", "bp"]

Answer = Any

bp = Blueprint("assessments", __name__)
