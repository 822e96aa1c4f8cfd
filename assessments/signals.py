"""What assessments tell the packages above."""

from blinker import Signal

__all__ = ["areas_decided", "decision_verified"]

areas_decided = Signal(
    "An assessor decided about areas. Facts: session, enrolment_id (UUID), person_id (UUID), assessment_id (UUID)."
)
decision_verified = Signal(
    "An internal quality assurer looked at a decision. Facts: session, enrolment_id (UUID), person_id (UUID), "
    "assessment_id (UUID), agreed (bool: False when the assessor was asked to look again)."
)
