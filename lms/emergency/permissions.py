"""What emergencies ask for."""

from collections.abc import Mapping
from enum import StrEnum

from lms.people.roles import EVERYONE, Role


class Can(StrEnum):
    """Permissions of this package."""

    OPEN = "emergency:open"
    READ_OWN = "emergency:read-own"


GRANTED: Mapping[str, tuple[Role, ...]] = {Can.OPEN: (Role.ADMIN,), Can.READ_OWN: EVERYONE}
