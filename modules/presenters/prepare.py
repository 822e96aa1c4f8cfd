"""What anybody may read: programmes that are open, their modules, one activity at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from modules import queries
from modules.models import BESIDE, Activity, ActivityKind, Module, ProgrammeVersion
from modules.presenters.checking import Fact, facts_in
from modules.queries import OpenProgramme
from modules.rules import REVIEWERS

__all__ = ["activity", "programme"]


@dataclass(frozen=True)
class OpenModule:
    """One module with its steps, and what stands beside them."""

    module: Module
    steps: Sequence[Activity]
    easy_read: Activity | None
    sources: Activity | None

    @property
    def minutes(self) -> int:
        """How long its steps take together."""
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True)
class OpenPage:
    """An open programme's front page."""

    slug: str
    programme: ProgrammeVersion
    modules: Sequence[OpenModule]

    @property
    def minutes(self) -> int:
        """How long everything takes together."""
        return sum(found.minutes for found in self.modules)

    @property
    def first(self) -> tuple[Module, Activity] | None:
        """Where to start."""
        return next(((found.module, found.steps[0]) for found in self.modules if found.steps), None)


def programme(session: Session, found: OpenProgramme) -> OpenPage:
    """A programme's front page, in two statements."""
    modules = queries.modules_of(session, found.version.id)
    held = queries.activities_of(session, (module.id for module in modules), beside=True)
    return OpenPage(found.slug, found.version, [_module(module, held) for module in modules])


def _module(module: Module, held: Sequence[Activity]) -> OpenModule:
    mine = [one for one in held if one.module_id == module.id]
    kinds = {one.kind: one for one in mine if one.kind in BESIDE}
    steps = [one for one in mine if one.kind not in BESIDE]
    return OpenModule(module, steps, kinds.get(ActivityKind.EASY_READ), kinds.get(ActivityKind.SOURCES))


@dataclass(frozen=True)
class OpenActivity:
    """One activity of an open programme, and its neighbours."""

    slug: str
    programme: ProgrammeVersion
    module: Module
    activity: Activity
    number: int
    total: int
    before: tuple[Module, Activity] | None
    after: tuple[Module, Activity] | None
    chosen: dict[str, Any] | None

    @property
    def reviewed(self) -> bool:
        """True once two named peer workers have read the module."""
        return len(self.module.reviewed_by) >= REVIEWERS

    @property
    def facts(self) -> Sequence[Fact]:
        """The statements of a list of sources."""
        return facts_in(self.activity)


def activity(page: OpenPage, module: Module, shown: Activity, chose: str) -> OpenActivity:
    """An activity. In a scenario, `chose` is the number of a choice to look at; nothing is kept of it."""
    row = [(found.module, step) for found in page.modules for step in found.steps]
    at = next((n for n, (_module, step) in enumerate(row) if step.id == shown.id), -1)
    choices = shown.body.get("choices", ())
    return OpenActivity(
        page.slug,
        page.programme,
        module,
        shown,
        at + 1,
        len(row),
        row[at - 1] if at > 0 else None,
        row[at + 1] if 0 <= at < len(row) - 1 else None,
        choices[int(chose)] if chose.isascii() and chose.isdigit() and int(chose) < len(choices) else None,
    )
