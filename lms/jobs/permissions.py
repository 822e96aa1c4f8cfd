"""What the page of background work asks for."""

from collections.abc import Mapping
from enum import StrEnum


class Can(StrEnum):
    """Permissions of this package."""

    MANAGE = "jobs:manage"


# Roles are people's, and people stand above: here they are names.
GRANTED: Mapping[str, tuple[str, ...]] = {Can.MANAGE: ("admin",)}
