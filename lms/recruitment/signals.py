"""What recruitment tells the packages above."""

from blinker import Signal

__all__ = ["offer_accepted"]

offer_accepted = Signal(
    "Somebody accepted an offer. Facts: session, application_id (UUID), person_id (UUID), post_id (UUID), "
    "node_id (UUID of the team), programme_slug (str), route (Route), at (datetime)."
)
