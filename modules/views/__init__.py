"""Pages of learning."""

from flask import Blueprint

from modules.views import activities, learning, reflecting, teaching

__all__ = ["blueprint"]


def blueprint() -> Blueprint:
    """All of them as one blueprint."""
    modules = Blueprint("modules", __name__)
    for room in (learning, activities, reflecting, teaching):
        room.mount(modules)
    return modules
