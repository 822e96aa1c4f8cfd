"""The trainee's pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from gettext import NullTranslations
from typing import Any, NamedTuple

from lms.core.text import Lazy, Text, catalogue, ngettext
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Verdict
from modules.heads import ActivityHead, AnyEnrolment, AnyProgramme, ModuleHead
from modules.models import (
    UNDER_WAY,
    Activity,
    ActivityKind,
    EnrolmentState,
    Module,
    Part,
)
from modules.presenters.checking import Fact, facts_in
from modules.queries import Learnt, Own, OwnActivity
from modules.rules import REVIEWERS, ModuleProgress, Place, Progress, Step, closed_for, opens
from modules.words import Explained, Glossary, explained

__all__ = [
    "ActivityPage",
    "BesidePage",
    "BreakPage",
    "LearnPage",
    "ModuleLine",
    "ModulePage",
    "activity",
    "after",
    "beside",
    "learn",
    "module",
    "resting",
]

READ = (ActivityKind.PAGE, ActivityKind.REFLECTION, ActivityKind.QUIZ)


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

    @property
    def when(self) -> Text:
        """When it opens, in one or two sentences however much comes first; empty when it is open."""
        missing = self.progress.missing
        if len(missing) > 1:
            return _l(
                "Opens when %(n)s more modules are done. The next is “%(title)s”.",
                n=len(missing),
                title=missing[0].title,
            )
        return self.opens.reasons[0].text if missing else ""


@dataclass(frozen=True)
class Held:
    """An enrolment with the words for its state."""

    enrolment: AnyEnrolment
    programme: AnyProgramme

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


class Line(NamedTuple):
    """One step in the contents beside an activity: much is made of it on every page, so it is ready to be shown."""

    slug: str
    title: str
    minutes: str
    done: bool
    current: bool


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

    module: ModuleHead
    activity: ActivityHead
    number: int
    contents: Sequence[Line]
    minutes_left: int
    explained: Explained
    extra: Any = None

    @property
    def total(self) -> int:
        """How many steps the module has."""
        return len(self.contents)

    @property
    def before(self) -> Line | None:
        """The step before this one."""
        return self.contents[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> Line | None:
        """The step after this one."""
        return self.contents[self.number] if self.number < self.total else None

    @property
    def law_checked(self) -> date:
        """The day the law on this page was last checked."""
        return self.activity.law_checked or self.module.law_checked

    @property
    def reviewed(self) -> bool:
        """True once two named peer workers have read the module."""
        return len(self.module.reviewed_by) >= REVIEWERS


def activity(own: OwnActivity, learnt: Learnt, glossary: Glossary, extra: Any = None) -> ActivityPage:
    """An activity in its module, its words explained."""
    row = next(m for m in learnt.progress.modules if m.facts.id == own.module.id).facts.steps
    done, spoken, shown = learnt.done, catalogue(), own.activity
    lines = [Line(s.slug, s.title, _minutes(spoken, s.minutes), s.id in done, s.id == shown.id) for s in row]
    at = next(n for n, line in enumerate(lines, 1) if line.current)
    left = sum(s.minutes for s in row if s.id not in done)
    words = explained(glossary, _sources(shown, extra))
    return ActivityPage(own.enrolment, own.programme, own.module, shown, at, lines, left, words, extra)


@lru_cache(maxsize=256)
def _minutes(_spoken: NullTranslations, minutes: int) -> str:
    """So many minutes in words, worked out once for each language."""
    return ngettext("%(n)s minute", "%(n)s minutes", minutes)


def after(learnt: Learnt, shown: ActivityHead) -> Step | None:
    """The step after an activity in its module, or None."""
    row = next(m for m in learnt.progress.modules if m.facts.id == shown.module_id).facts.steps
    at = next(n for n, step in enumerate(row, 1) if step.id == shown.id)
    return row[at] if at < len(row) else None


def _sources(shown: ActivityHead, extra: Any) -> tuple[str, ...]:
    """The texts of an activity of our own kinds, in the order of its page; a plugin's page has its own way."""
    if shown.kind == ActivityKind.SCENARIO:
        led = [one.leads_to for one in extra]
        return (shown.body["situation"], *led, *([shown.body["afterwards"]] if led else ()))
    return (shown.body["markdown"],) if shown.kind in READ else ()


@dataclass(frozen=True)
class BreakPage(Held):
    """A break: the place that is kept, and whether the learning can be paused."""

    place: Place | None
    under_way: bool


def resting(own: Own, learnt: Learnt) -> BreakPage:
    """The place where somebody was last, done or not; else the one to go on with."""
    row = [Place(m.facts, step) for m in learnt.progress.modules if m.is_open for step in m.facts.steps]
    last = next((place for place in row if place.step.id == own.enrolment.last_activity_id), learnt.progress.resume)
    under_way = own.enrolment.state in UNDER_WAY
    return BreakPage(own.enrolment, own.programme, last, under_way)
