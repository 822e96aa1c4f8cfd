"""What complaints ask for."""

from collections.abc import Mapping
from enum import StrEnum

from lms.people.roles import EVERYONE, Role


class Can(StrEnum):
    """Permissions of this package."""

    KEEP = "complaints:keep"
    READ_OWN = "complaints:read-own"


KEEPERS = (Role.HR, Role.LEAD)
CONCERNED = (Role.TRAINEE, Role.PEER)  # whose work a complaint can be about, then or now

GRANTED: Mapping[str, tuple[Role, ...]] = {Can.KEEP: KEEPERS, Can.READ_OWN: EVERYONE}
