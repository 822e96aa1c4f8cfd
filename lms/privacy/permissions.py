"""Who may ask for what."""

from collections.abc import Mapping
from enum import StrEnum

from lms.people.roles import EVERYONE, Role


class Can(StrEnum):
    """Permissions of this package."""

    OWN_RIGHTS = "privacy:own"
    FOR_OTHERS = "privacy:for-others"


GRANTED: Mapping[str, tuple[Role, ...]] = {
    Can.OWN_RIGHTS: EVERYONE,
    Can.FOR_OTHERS: (Role.ADMIN,),
}
