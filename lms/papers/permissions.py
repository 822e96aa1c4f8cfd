"""What the papers for administrators ask for; those for everybody ask for nothing."""

from collections.abc import Mapping
from enum import StrEnum

from lms.people.roles import Role


class Can(StrEnum):
    """Permissions of this package."""

    SEE_DATA = "papers:see-data"


GRANTED: Mapping[str, tuple[Role, ...]] = {Can.SEE_DATA: (Role.LEAD, Role.ADMIN)}
