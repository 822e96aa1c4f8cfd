"""A third party's plugin as it was found: who made it, what it adds, and why it is switched off, if it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.core.db.schema import Schema

__all__ = ["Guest", "Unfit"]


class Unfit(Exception):
    """A plugin that cannot be let in; the message is a sentence for the administrator."""


@dataclass(frozen=True)
class Guest:
    """One installed plugin. `answers` holds what it said when the app started; `reason` why it is switched off."""

    name: str
    distribution: str = ""
    version: str = ""
    plugin: Any = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    hooks: tuple[str, ...] = ()
    schema: Schema | None = None
    tables: tuple[str, ...] = ()
    reason: str = ""

    @property
    def on(self) -> bool:
        """Whether it takes part."""
        return not self.reason

    @property
    def may_gate(self) -> bool:
        """Whether start checklists may be waiting for its lines. One that could not even be loaded may."""
        return self.plugin is None or hasattr(self.plugin, "gates") or hasattr(self.plugin, "check_types")
