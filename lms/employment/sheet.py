"""One start with all that its checklist is made of, and one line of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from lms.core.text import Lazy, Text
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Reason
from lms.employment.models import Check, ChecklistItem, Start, Waiver
from lms.employment.rules import Eyes

__all__ = ["WHO", "Line", "Mark", "Sheet"]

WHO: Mapping[str, Lazy] = {
    "hr": _l("HR"),
    "manager": _l("The line manager"),
    "supervisor": _l("The peer supervisor"),
    "trainee": _l("The person starting"),
}


class Mark(StrEnum):
    """How a line looks on a board."""

    ON_HOLD = "on-hold"
    DONE = "done"
    TO_DO = "to-do"
    WAITING = "waiting"
    DECIDE = "decision-needed"
    NOT_NEEDED = "not-required"
    AGREED = "agreed"


@dataclass(frozen=True)
class Line:
    """One line: its short name, how it looks, its reason, and the code of who acts next."""

    code: str
    title: Text
    mark: Mark
    reason: Reason
    who: str = ""
    days: int | None = None
    weight: int = 50


@dataclass(frozen=True)
class Sheet:
    """One start with all that its checklist is made of. `reader` is who asks; it may be on hold, `held_until` a day."""

    start: Start
    person: str
    node: str
    path: str
    manager: str | None = None
    supervisor: str | None = None
    held_until: date | None = None
    checks: Mapping[str, Check] = field(default_factory=dict)
    items: Mapping[str, ChecklistItem] = field(default_factory=dict)
    waivers: Mapping[str, tuple[Waiver, str]] = field(default_factory=dict)
    reader: UUID | None = None

    def name_of(self, who: str, eyes: Eyes) -> Text:
        """How to call whoever acts next."""
        if who == "trainee":
            return _l("You") if eyes is Eyes.SELF else self.person
        named = {"manager": self.manager, "supervisor": self.supervisor}.get(who)
        return named or WHO[who]
