"""One answer for every rule that can say no: ok or not, why, who acts next and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.core import clock
from lms.core.text import Text


@dataclass(frozen=True)
class Link:
    """A place in the app: an endpoint below `lms.` and its parameters."""

    endpoint: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """One line of a verdict.

    `code` is stable and machine-readable; `text` a full sentence; `who` acts next ("You", "HR");
    `link` is where they do it; `met` lines are kept so that a checklist can show what is done too.
    """

    code: str
    text: Text
    who: Text = ""
    link: Link | None = None
    met: bool = False


@dataclass(frozen=True)
class Verdict:
    """What a rule decided about a subject, at a moment, under named versions of its rules."""

    rule: str
    lines: tuple[Reason, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    at: datetime = field(default_factory=clock.now)

    @property
    def ok(self) -> bool:
        """True when no reason stands in the way."""
        return not self.reasons

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What still stands in the way, in the order to act on it."""
        return tuple(line for line in self.lines if not line.met)

    @property
    def met(self) -> tuple[Reason, ...]:
        """What is done already."""
        return tuple(line for line in self.lines if line.met)

    def as_json(self, person_id: UUID | None, url: Any = None) -> dict[str, Any]:
        """The verdict as documented: rule, person, ok, reasons, versions, at.

        `url` turns a Link into an address; without it links are left out.
        """
        return {
            "rule": self.rule,
            "person": str(person_id) if person_id else None,
            "ok": self.ok,
            "reasons": [_reason_json(reason, url) for reason in self.reasons],
            "versions": dict(self.versions),
            "at": self.at.isoformat(),
        }

    def snapshot(self) -> dict[str, Any]:
        """The verdict as it was read, rendered text included, to store with a decision."""
        return {
            "rule": self.rule,
            "ok": self.ok,
            "at": self.at.isoformat(),
            "versions": dict(self.versions),
            "lines": [
                {"code": line.code, "text": str(line.text), "who": str(line.who), "met": line.met}
                for line in self.lines
            ],
        }


def _reason_json(reason: Reason, url: Any) -> dict[str, Any]:
    link = url(reason.link.endpoint, **reason.link.params) if url and reason.link else None
    return {"code": reason.code, "text": str(reason.text), "who": str(reason.who), "link": link}


def verdict(rule: str, lines: Iterable[Reason], **versions: str) -> Verdict:
    """A verdict over lines, met and unmet, under the named versions."""
    return Verdict(rule, tuple(lines), versions)
