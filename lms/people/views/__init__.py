"""Pages of people: the door, one's own account, the demo door, and administration."""

from flask import Blueprint

from lms.people.views import (
    account,
    admin,
    audit,
    data,
    demo,
    door,
    enrolling,
    factors,
    home,
    looked,
    passkeys,
    reading,
)

__all__ = ["blueprint"]


def blueprint() -> Blueprint:
    """All of them as one blueprint."""
    people = Blueprint("people", __name__)
    for room in (home, door, factors, enrolling, passkeys, account, data, looked, reading, demo, admin, audit):
        room.mount(people)
    return people
