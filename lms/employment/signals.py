"""What employment announces. Sent by `announce`, inside the same transaction."""

from blinker import Signal

__all__ = ["last_day_corrected", "person_left", "person_started", "start_confirmed", "start_withdrawn"]

start_confirmed = Signal("HR confirmed a start. Facts: start_id, person_id, node_id, route, at.")
start_withdrawn = Signal("HR recorded that a start is not going ahead. Facts: start_id, person_id, node_id, at.")
person_started = Signal("A person's first day in post came. Facts: start_id, person_id, node_id, route, on.")
person_left = Signal("A person's last day in a post was recorded. Facts: start_id, person_id, node_id, on.")
last_day_corrected = Signal(
    "A last day was put right. Facts: start_id, person_id, node_id, before, on; `on` is None: they have not left."
)
