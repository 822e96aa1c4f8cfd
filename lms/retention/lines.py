"""One record that is due, as dry runs and pages tell of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

__all__ = ["Line"]


@dataclass(frozen=True)
class Line:
    """One record that is due: of which class and table, since when, whether it is anybody's, and whether it is held."""

    code: str
    table: str
    id: UUID
    due_on: date
    of_somebody: bool
    held: bool
