"""Completion and opening, as pure functions of what was stored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Link, Reason, Verdict, verdict

__all__ = [
    "QUIET",
    "ModuleFacts",
    "ModuleProgress",
    "Progress",
    "may_welcome_a_call",
    "opens",
    "progress",
    "publishable",
    "right_answers",
]

QUIET = timedelta(days=14)


@dataclass(frozen=True)
class ModuleFacts:
    """A module and the ids of what is to be done in it, in order."""

    id: UUID
    slug: str
    title: str
    number: int
    opens_after: tuple[str, ...]
    activities: list[UUID]


@dataclass(frozen=True)
class ModuleProgress:
    """How far one module is."""

    facts: ModuleFacts
    done_count: int
    missing: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many activities the module has."""
        return len(self.facts.activities)

    @property
    def done(self) -> bool:
        """True when everything in it is done; an empty module never is."""
        return 0 < self.total == self.done_count

    @property
    def is_open(self) -> bool:
        """True when nothing has to come first."""
        return not self.missing


@dataclass(frozen=True)
class Progress:
    """How far a whole programme is."""

    modules: tuple[ModuleProgress, ...]
    next_activity: UUID | None

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


def progress(modules: Sequence[ModuleFacts], done: Collection[UUID]) -> Progress:
    """Progress from the modules in order and the ids of what is done. A practice quiz never holds a module shut."""
    finished = {m.slug for m in modules if m.activities and all(key in done for key in m.activities)}
    titles = {m.slug: m.title for m in modules}
    found = tuple(
        ModuleProgress(
            m,
            sum(1 for key in m.activities if key in done),
            tuple(titles.get(slug, slug) for slug in m.opens_after if slug not in finished),
        )
        for m in modules
    )
    upcoming = (key for m in found if m.is_open for key in m.facts.activities if key not in done)
    return Progress(found, next(upcoming, None))


def opens(module: ModuleProgress, enrolment_id: UUID) -> Verdict:
    """Whether a module is open, and in words when it will be."""
    link = Link("modules.learn", {})
    lines = [
        Reason("after-module", _l("Opens when “%(title)s” is done.", title=title), _l("You"), link)
        for title in module.missing
    ]
    return verdict("module-opens", lines)


def may_welcome_a_call(last_active_at: datetime, now: datetime) -> bool:
    """True when somebody has not been seen for two weeks. Nothing follows but a kind call."""
    return now - last_active_at >= QUIET


def right_answers(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, Sequence[str]]) -> int:
    """How many questions got exactly the right options. Answers are option numbers by question number."""
    return sum(
        set(answers.get(str(number), ())) == {str(n) for n, option in enumerate(question["options"]) if option["right"]}
        for number, question in enumerate(questions)
    )


def publishable(modules: Sequence[Mapping[str, Any]]) -> Verdict:
    """Whether a version may be published: `modules` have title, activities (a count) and has_plan."""
    lines = [
        Reason("has-modules", _l("The programme has at least one module."), _l("Programme lead"), met=bool(modules))
    ]
    for module in modules:
        title = module["title"]
        lines += [
            Reason(
                "has-activities",
                _l("“%(title)s” has something to learn in it.", title=title),
                _l("Programme lead"),
                met=module["activities"] > 0,
            ),
            Reason(
                "has-plan",
                _l("“%(title)s” has a session plan.", title=title),
                _l("Programme lead"),
                met=bool(module["has_plan"]),
            ),
        ]
    return verdict("programme-publishable", lines)
