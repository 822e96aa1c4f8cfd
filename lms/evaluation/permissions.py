"""What evaluation's pages ask for."""

from collections.abc import Mapping
from enum import StrEnum

from lms.people.roles import Role


class Can(StrEnum):
    """Permissions of this package."""

    SEE = "evaluation:see"


GRANTED: Mapping[str, tuple[Role, ...]] = {Can.SEE: (Role.LEAD, Role.HR, Role.ADMIN)}
