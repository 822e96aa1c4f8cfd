"""What privacy tells the packages above."""

from blinker import Signal

__all__ = ["person_erased"]

person_erased = Signal("Somebody is erased: nothing is to wait for them any more. Facts: session, person_id (UUID).")
