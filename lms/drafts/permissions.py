"""What keeping drafts asks for: to be somebody who has forms to fill in."""

from collections.abc import Mapping
from enum import StrEnum

from lms.people.roles import Role


class Can(StrEnum):
    """Permissions of this package."""

    KEEP = "drafts:keep"


GRANTED: Mapping[str, tuple[str, ...]] = {Can.KEEP: tuple(Role)}
