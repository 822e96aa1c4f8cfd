"""What people tells the packages above."""

from blinker import Signal

__all__ = ["person_renamed"]

person_renamed = Signal(
    "Somebody goes by another name, or has another one printed. "
    "Facts: session, person_id (UUID), names (each name that is no longer theirs, with what stands in its place)."
)
