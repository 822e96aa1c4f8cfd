"""Completion and opening, as pure functions of what was stored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from lms.core.text import Lazy
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Link, Reason, Verdict, verdict
from modules.models import ENDED, Activity, EnrolmentState, Part, named

__all__ = [
    "QUIET",
    "REVIEWERS",
    "ModuleFacts",
    "ModuleProgress",
    "Place",
    "Progress",
    "Step",
    "closed_for",
    "may_welcome_a_call",
    "opens",
    "passed",
    "progress",
    "publishable",
    "right_answers",
    "same_major",
    "same_step",
    "since",
]

QUIET = timedelta(days=14)
REVIEWERS = 2


@dataclass(frozen=True)
class Step:
    """One activity, as lists and links show it."""

    id: UUID
    slug: str
    title: str
    minutes: int


@dataclass(frozen=True)
class ModuleFacts:
    """A module and what is to be done in it, in order."""

    id: UUID
    slug: str
    title: str
    number: int
    opens_after: tuple[str, ...]
    steps: list[Step]
    part: Part = Part.MODULE

    @property
    def name(self) -> str:
        """How lists call it."""
        return named(self.part, self.number, self.title)

    @cached_property
    def ids(self) -> frozenset[UUID]:
        """The ids of its steps, for whoever has all of them already."""
        return frozenset(step.id for step in self.steps)


@dataclass(frozen=True)
class ModuleProgress:
    """How far one module is; `missing` are the modules that come first and are not done yet."""

    facts: ModuleFacts
    done_count: int
    missing: tuple[ModuleFacts, ...]

    @property
    def total(self) -> int:
        """How many activities the module has."""
        return len(self.facts.steps)

    @property
    def done(self) -> bool:
        """True when everything in it is done; an empty module never is."""
        return 0 < self.total == self.done_count

    @property
    def is_open(self) -> bool:
        """True when nothing has to come first."""
        return not self.missing


@dataclass(frozen=True)
class Place:
    """One step in its module."""

    module: ModuleFacts
    step: Step


@dataclass(frozen=True)
class Progress:
    """How far a whole programme is, with the ids of the steps that are done, and of the one opened last."""

    modules: tuple[ModuleProgress, ...]
    steps_done: frozenset[UUID] = frozenset()
    last: UUID | None = None

    @cached_property
    def resume(self) -> Place | None:
        """The step opened last if it is not done, else the next one after it, else the first that is left."""
        row = [Place(m.facts, step) for m in self.modules if m.is_open for step in m.facts.steps]
        at = next((n for n, place in enumerate(row) if place.step.id == self.last), 0)
        return next((place for place in row[at:] + row[:at] if place.step.id not in self.steps_done), None)

    @property
    def done_count(self) -> int:
        """Activities done."""
        return sum(module.done_count for module in self.modules)

    @property
    def total(self) -> int:
        """Activities in all."""
        return sum(module.total for module in self.modules)

    @property
    def done(self) -> bool:
        """True when every module is done."""
        return bool(self.modules) and all(module.done for module in self.modules)


def progress(modules: Sequence[ModuleFacts], done: Collection[UUID], last: UUID | None = None) -> Progress:
    """Progress from the modules in order, the ids of what is done, and the step that was opened last.

    A module opens when those before it are done; what was answered in a quiz never holds one shut.
    """
    steps_done = frozenset(done)
    counts = {m.slug: len(m.ids & steps_done) for m in modules}
    by_slug = {m.slug: m for m in modules}
    shut = {m.slug for m in modules if not m.steps or counts[m.slug] < len(m.steps)}
    found = tuple(
        ModuleProgress(m, counts[m.slug], tuple(by_slug[slug] for slug in m.opens_after if slug in shut))
        for m in modules
    )
    return Progress(found, steps_done, last)


def opens(module: ModuleProgress, enrolment_id: UUID) -> Verdict:
    """Whether a module is open; if not, after which one it opens, with the way there."""
    lines = [
        Reason(
            "after-module",
            _l("Opens when “%(title)s” is done.", title=before.title),
            _l("You"),
            Link("modules.module", {"enrolment_id": enrolment_id, "module_slug": before.slug}),
        )
        for before in module.missing
    ]
    return verdict("module-opens", lines)


def closed_for(state: EnrolmentState) -> Lazy | None:
    """Why nothing can be done in a programme at the moment, and what to do about it; None when all is open."""
    if state is EnrolmentState.PAUSED:
        return _l("Your learning is paused. Press “Come back now” when you are ready, and go on from here.")
    if state in ENDED:
        return _l("This programme is closed for you at the moment. What you did is kept. Ask your programme lead.")
    return None


def may_welcome_a_call(last_active_at: datetime, now: datetime) -> bool:
    """True when somebody has not been seen for two weeks. Nothing follows but a kind call."""
    return now - last_active_at >= QUIET


def right_answers(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, Sequence[str]]) -> int:
    """How many questions got exactly the right options. Answers are option numbers by question number."""
    return sum(
        set(answers.get(str(number), ())) == {str(n) for n, option in enumerate(question["options"]) if option["right"]}
        for number, question in enumerate(questions)
    )


def passed(pass_mark: int | None, right: int, total: int) -> bool:
    """Whether a go at a quiz is enough; for practice, having had a go is."""
    return pass_mark is None or right * 100 >= pass_mark * total


def same_major(one: str, other: str) -> bool:
    """Whether two version numbers differ by corrections at most."""
    return one.split(".", 1)[0] == other.split(".", 1)[0]


def same_step(one: Activity, other: Activity) -> bool:
    """Whether two versions of a step say and ask the same; how long it takes and when its law was checked aside."""
    return (one.kind, one.title, one.body) == (other.kind, other.title, other.body)


@dataclass(frozen=True)
class Since:
    """What became of what somebody had done when they left: which modules count, and which changed and are to do."""

    counts: tuple[ModuleFacts, ...]
    changed: tuple[ModuleFacts, ...]


def since(before: Progress, now: Progress) -> Since:
    """The modules of now that are done, and those that were done before and are not, because they have changed."""
    finished = {module.facts.slug for module in before.modules if module.done}
    changed = tuple(m.facts for m in now.modules if not m.done and m.facts.slug in finished)
    return Since(tuple(m.facts for m in now.modules if m.done), changed)


def publishable(modules: Sequence[Mapping[str, Any]], *, taught: bool = True) -> Verdict:
    """Whether a version may be published: `modules` have title, activities (a count) and has_plan.

    A programme that is not taught but read, by whoever likes, needs no session plans.
    """
    lead = _l("Programme lead")
    lines = [Reason("has-modules", _l("The programme has at least one module."), lead, met=bool(modules))]
    for module in modules:
        title = module["title"]
        something = _l("“%(title)s” has something to learn in it.", title=title)
        plan = _l("“%(title)s” has a session plan.", title=title)
        lines.append(Reason("has-activities", something, lead, met=module["activities"] > 0))
        if taught:
            lines.append(Reason("has-plan", plan, lead, met=bool(module["has_plan"])))
    return verdict("programme-publishable", lines)
