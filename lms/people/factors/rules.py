"""Who owes a second factor."""

from collections.abc import Collection

from lms.core.settings import Settings
from lms.people.roles import Role

__all__ = ["CHOICE", "owed", "required"]

# They see their own record and nobody else's; everybody may turn a second factor on.
CHOICE = frozenset({Role.APPLICANT.value, Role.TRAINEE.value, Role.PEER.value})


def required(settings: Settings, *, hosted: bool) -> bool:
    """Whether staff are asked for a second factor of ours. Hosts ask for their own, unless the setting says ours."""
    return settings.second_factor == "required" or not (settings.second_factor or settings.demo or hosted)


def owed(roles: Collection[str], *, enrolled: bool, required: bool) -> bool:
    """Whether somebody of these roles has to show a second factor: those who have one, and staff where it is asked."""
    return enrolled or (required and not CHOICE.issuperset(roles))
