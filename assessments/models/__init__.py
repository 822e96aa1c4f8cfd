"""The tables of assessments."""

from assessments.models.decision import AreaOutcome, Assessment, Look, Verification
from assessments.models.evidence import Evidence, EvidenceArea, EvidenceState, Waiting, Way
from assessments.models.framework import (
    Area,
    AreaKind,
    Domain,
    Framework,
    FrameworkVersion,
    PlanPiece,
    VersionState,
)
from assessments.models.portfolio import Allocation, AllocationState, Portfolio

__all__ = [
    "Allocation",
    "AllocationState",
    "Area",
    "AreaKind",
    "AreaOutcome",
    "Assessment",
    "Domain",
    "Evidence",
    "EvidenceArea",
    "EvidenceState",
    "Framework",
    "FrameworkVersion",
    "Look",
    "PlanPiece",
    "Portfolio",
    "Verification",
    "VersionState",
    "Waiting",
    "Way",
]
