"""Pages of learning."""

from flask import Blueprint

from modules.views import activities, learning, printing, teaching

__all__ = ["blueprint"]


def blueprint() -> Blueprint:
    """All of them as one blueprint."""
    modules = Blueprint("modules", __name__)
    for room in (learning, activities, teaching, printing):
        room.mount(modules)
    return modules
