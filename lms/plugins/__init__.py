"""The door through which every feature comes, ours and a third party's alike."""

from lms.plugins.api import (
    ActivityFile,
    ActivityType,
    Chapter,
    CheckOutcome,
    CheckType,
    DemoStory,
    FreshValue,
    Gate,
    GateLine,
    OutboxHandler,
    PersonCopy,
)
from lms.plugins.hookspecs import PROJECT, hookimpl

__all__ = [
    "PROJECT",
    "ActivityFile",
    "ActivityType",
    "Chapter",
    "CheckOutcome",
    "CheckType",
    "DemoStory",
    "FreshValue",
    "Gate",
    "GateLine",
    "OutboxHandler",
    "PersonCopy",
    "hookimpl",
]
