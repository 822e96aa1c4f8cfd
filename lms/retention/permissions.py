"""What the pages of retention ask for."""

from collections.abc import Mapping
from enum import StrEnum

from lms.people.roles import Role


class Can(StrEnum):
    """Permissions of this package."""

    MANAGE = "retention:manage"
    HOLD = "retention:hold"


GRANTED: Mapping[str, tuple[Role, ...]] = {Can.MANAGE: (Role.ADMIN,), Can.HOLD: (Role.ADMIN,)}
