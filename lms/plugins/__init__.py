"""The door through which every feature comes, ours and a third party's alike."""

from lms.plugins.api import (
    ActivityFile,
    ActivityType,
    Aspect,
    CertificateLayout,
    Chapter,
    CheckOutcome,
    CheckType,
    DataSection,
    DemoStory,
    FreshValue,
    Gate,
    GateLine,
    Indicator,
    OutboxHandler,
    PersonCopy,
)
from lms.plugins.hookspecs import PROJECT, hookimpl
from lms.plugins.keeping import Dispose, RetentionRule, Rows
from lms.plugins.offering import EvidencePart, EvidenceSoFar, EvidenceType, LinkableItem

__all__ = [
    "PROJECT",
    "ActivityFile",
    "ActivityType",
    "Aspect",
    "CertificateLayout",
    "Chapter",
    "CheckOutcome",
    "CheckType",
    "DataSection",
    "DemoStory",
    "Dispose",
    "EvidencePart",
    "EvidenceSoFar",
    "EvidenceType",
    "FreshValue",
    "Gate",
    "GateLine",
    "Indicator",
    "LinkableItem",
    "OutboxHandler",
    "PersonCopy",
    "RetentionRule",
    "Rows",
    "hookimpl",
]
