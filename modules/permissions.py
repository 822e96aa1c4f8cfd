"""What learning asks for."""

from collections.abc import Mapping
from enum import StrEnum

from lms.people.roles import Role


class Can(StrEnum):
    """Permissions of this package."""

    LEARN = "modules:learn"
    SEE_COHORTS = "modules:see-cohorts"
    MANAGE_PROGRAMMES = "modules:manage-programmes"


GRANTED: Mapping[str, tuple[Role, ...]] = {
    Can.LEARN: (Role.TRAINEE, Role.PEER),
    Can.SEE_COHORTS: (Role.TRAINER, Role.LEAD),
    Can.MANAGE_PROGRAMMES: (Role.LEAD,),
}
