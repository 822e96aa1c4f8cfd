"""What people's own pages and administration ask for."""

from collections.abc import Mapping
from enum import StrEnum

from lms.people.roles import EVERYONE, Role


class Can(StrEnum):
    """Permissions of this package."""

    OWN_ACCOUNT = "people:own-account"
    SECOND_FACTOR = "people:second-factor"
    SEE_HOME = "people:home"
    MANAGE_PEOPLE = "people:manage"
    READ_AUDIT = "people:read-audit"
    SEE_PLUGINS = "people:see-plugins"


GRANTED: Mapping[str, tuple[Role, ...]] = {
    Can.OWN_ACCOUNT: EVERYONE,
    Can.SECOND_FACTOR: EVERYONE,
    Can.SEE_HOME: EVERYONE,
    Can.MANAGE_PEOPLE: (Role.ADMIN,),
    Can.READ_AUDIT: (Role.ADMIN,),
    Can.SEE_PLUGINS: (Role.ADMIN,),
}
