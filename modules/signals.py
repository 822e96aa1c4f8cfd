"""What learning announces, in the same transaction. Sender: the PeerLMS instance; always with `session`."""

from blinker import Signal

__all__ = ["activity_done", "enrolled", "module_done", "programme_done"]

enrolled = Signal("A person was enrolled. Facts: enrolment_id, person_id, programme_version_id.")
activity_done = Signal(
    "A person did an activity for the first time. Facts: enrolment_id, person_id, module_slug, activity_slug."
)
module_done = Signal("A person finished a module. Facts: enrolment_id, person_id, module_slug.")
programme_done = Signal("A person finished every module. Facts: enrolment_id, person_id.")
