"""The trainee's pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core.text import Lazy
from lms.core.verdict import Verdict
from modules.models import Activity, Enrolment, EnrolmentState, Module, Part, ProgrammeVersion
from modules.presenters.checking import Fact, facts_in
from modules.queries import Learnt, Own
from modules.rules import REVIEWERS, ModuleProgress, Place, Progress, Step, closed_for, opens

__all__ = ["ActivityPage", "BesidePage", "LearnPage", "ModulePage", "activity", "beside", "learn", "module"]


@dataclass(frozen=True)
class ModuleLine:
    """One module in the list: how far, and if it is not open, when it will be."""

    progress: ModuleProgress
    opens: Verdict

    @property
    def taught(self) -> bool:
        """True for a module; the placement and the conversation at the end are listed by themselves."""
        return self.progress.facts.part is Part.MODULE

    @property
    def state(self) -> str:
        """done, started, open or later."""
        if self.progress.done:
            return "done"
        if not self.progress.is_open:
            return "later"
        return "started" if self.progress.done_count else "open"


@dataclass(frozen=True)
class Held:
    """An enrolment with the words for its state."""

    enrolment: Enrolment
    programme: ProgrammeVersion

    @property
    def paused(self) -> bool:
        """True while the person takes a pause."""
        return self.enrolment.state is EnrolmentState.PAUSED

    @property
    def closed(self) -> Lazy | None:
        """Why nothing can be done here at the moment, or None."""
        return closed_for(self.enrolment.state)


@dataclass(frozen=True)
class LearnPage(Held):
    """One programme as its trainee sees it, and the other programmes they have."""

    progress: Progress
    modules: Sequence[ModuleLine]
    others: Sequence[Own]

    @property
    def resume(self) -> Place | None:
        """The exact step to go on with."""
        return self.progress.resume


def learn(own: Own, learnt: Learnt, others: Sequence[Own]) -> LearnPage:
    """The programme with its modules, and the exact place to go on."""
    lines = [ModuleLine(found, opens(found, own.enrolment.id)) for found in learnt.progress.modules]
    return LearnPage(own.enrolment, own.programme, learnt.progress, lines, others)


@dataclass(frozen=True)
class StepLine:
    """One step in a module's list."""

    step: Step
    done: bool


@dataclass(frozen=True)
class ModulePage(Held):
    """A module's front page."""

    module: Module
    opens: Verdict
    steps: Sequence[StepLine]
    minutes: int
    go_on: Step | None
    beside: frozenset[str]

    @property
    def reviewed(self) -> bool:
        """True once two named peer workers have read the module."""
        return len(self.module.reviewed_by) >= REVIEWERS


def module(own: Own, learnt: Learnt, found: Module, beside: frozenset[str] = frozenset()) -> ModulePage:
    """A module with its steps, whether it is open, and the kinds of what stands beside its steps."""
    here = next(m for m in learnt.progress.modules if m.facts.id == found.id)
    steps = here.facts.steps
    lines = [StepLine(step, step.id in learnt.done) for step in steps]
    return ModulePage(
        own.enrolment,
        own.programme,
        found,
        opens(here, own.enrolment.id),
        lines,
        sum(step.minutes for step in steps),
        next((line.step for line in lines if not line.done), None),
        beside,
    )


@dataclass(frozen=True)
class BesidePage(Held):
    """What stands beside the steps of a module."""

    module: Module
    activity: Activity

    @property
    def reviewed(self) -> bool:
        """True once two named peer workers have read the module."""
        return len(self.module.reviewed_by) >= REVIEWERS

    @property
    def facts(self) -> Sequence[Fact]:
        """The statements of a list of sources."""
        return facts_in(self.activity)


def beside(own: Own, found: Module, shown: Activity) -> BesidePage:
    """An easy read, or a list of sources."""
    return BesidePage(own.enrolment, own.programme, found, shown)


@dataclass(frozen=True)
class ActivityPage(Held):
    """One activity: what it says, where it stands in its module, and what was done in it."""

    module: Module
    activity: Activity
    number: int
    total: int
    before: Step | None
    after: Step | None
    done: bool
    extra: Any = None

    @property
    def law_checked(self) -> date:
        """The day the law on this page was last checked."""
        return self.activity.law_checked or self.module.law_checked

    @property
    def reviewed(self) -> bool:
        """True once two named peer workers have read the module."""
        return len(self.module.reviewed_by) >= REVIEWERS


def activity(own: Own, learnt: Learnt, found: Module, shown: Activity, extra: Any = None) -> ActivityPage:
    """An activity with its neighbours."""
    row = next(m for m in learnt.progress.modules if m.facts.id == found.id).facts.steps
    at = [step.id for step in row].index(shown.id)
    return ActivityPage(
        own.enrolment,
        own.programme,
        found,
        shown,
        at + 1,
        len(row),
        row[at - 1] if at else None,
        row[at + 1] if at + 1 < len(row) else None,
        shown.id in learnt.done,
        extra,
    )
