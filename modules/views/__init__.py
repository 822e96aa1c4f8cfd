"""Pages of learning."""

from flask import Blueprint

from modules.views import activities, beside, facts, learning, prepare, printing, reflecting, teaching

__all__ = ["blueprint"]


def blueprint() -> Blueprint:
    """All of them as one blueprint."""
    modules = Blueprint("modules", __name__)
    for room in (learning, beside, activities, reflecting, teaching, facts, prepare, printing):
        room.mount(modules)
    return modules
