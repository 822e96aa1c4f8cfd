"""What goes to paper: a module to read and write in, and a session plan to run a session from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core.text import gettext
from lms.core.ui.filters import plain_lines
from modules.models import Activity, ActivityKind, Module, ProgrammeVersion
from modules.rules import REVIEWERS
from modules.terms import terms_used, texts_in

__all__ = ["Pack", "Part", "PlanSheet", "pack", "plan_sheet"]

# Easy read comes right after the introduction, sources come last; all else stands in its own order between them.
PLACES = {ActivityKind.EASY_READ.value: 0, ActivityKind.SOURCES.value: 2}
MOST_AT_FOOT = 300


@dataclass(frozen=True)
class Sheet:
    """What every printed page says of itself, and where help is."""

    programme: ProgrammeVersion
    module: Module

    @property
    def name(self) -> str:
        """What the file is called, without its ending."""
        return f"{self.module.number:02d}-{self.module.slug}"

    @property
    def reviewed(self) -> bool:
        """True once two named peer workers have read the module."""
        return len(self.module.reviewed_by) >= REVIEWERS

    @property
    def help_in_short(self) -> Sequence[str]:
        """As many whole lines of the help as have room at the foot of a page, those with a number to ring first."""
        lines = plain_lines(self.programme.help_now)
        room, short = MOST_AT_FOOT, []
        for line in [line for line in lines if any(map(str.isdigit, line))] or lines:
            room -= len(line)
            if room < 0:
                break
            short.append(line)
        return short


@dataclass(frozen=True)
class Part:
    """One activity on paper. `law_checked` when that was on another day than for its module."""

    anchor: str
    kind: str
    title: str
    law_checked: date | None
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Pack(Sheet):
    """A whole module: what is read and done, in order; its quizzes and their answers at the end."""

    parts: Sequence[Part]
    quizzes: Sequence[Part]
    terms: Sequence[Mapping[str, str]]


def pack(programme: ProgrammeVersion, module: Module, activities: Sequence[Activity]) -> Pack:
    """The print pack of a module from all its activities."""
    learnt = [row for row in activities if row.kind != ActivityKind.SESSION_PLAN]
    in_order = sorted(learnt, key=lambda row: (PLACES.get(row.kind, 1), row.position, row.slug))
    parts = [_part(module, row) for row in in_order]
    said = [module.intro, module.content_notice, *texts_in(module.outcomes), *texts_in([row.body for row in learnt])]
    return Pack(
        programme,
        module,
        [part for part in parts if part.kind != ActivityKind.QUIZ],
        [part for part in parts if part.kind == ActivityKind.QUIZ],
        terms_used(programme.glossary, said),
    )


def _part(module: Module, row: Activity) -> Part:
    law_checked = None if row.law_checked == module.law_checked else row.law_checked
    return Part(f"part-{row.slug}", row.kind, _title(row), law_checked, row.body)


def _title(row: Activity) -> str:
    return gettext("Where this comes from") if row.kind == ActivityKind.SOURCES else row.title or row.kind.capitalize()


@dataclass(frozen=True)
class PlanSheet(Sheet):
    """A session plan for a facilitator's hand."""

    plan: Activity

    @property
    def name(self) -> str:
        return f"{super().name}-session-plan"


def plan_sheet(programme: ProgrammeVersion, module: Module, plan: Activity) -> PlanSheet:
    """The session plan of a module."""
    return PlanSheet(programme, module, plan)
