"""What the pages ask for, and who holds it."""

from collections.abc import Mapping
from enum import StrEnum

from lms.people.roles import Role


class Can(StrEnum):
    """Permissions of this plugin: its own name first, so that they are nobody else's."""

    OWN_CARD = "loneworking:own-card"


GRANTED: Mapping[str, tuple[Role, ...]] = {Can.OWN_CARD: (Role.TRAINEE, Role.PEER)}
