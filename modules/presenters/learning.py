"""The trainee's pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from lms.core.verdict import Verdict
from modules import queries
from modules.models import Activity, Enrolment, EnrolmentState, Module, ProgrammeVersion
from modules.rules import ModuleProgress, Progress, opens

__all__ = ["ActivityPage", "LearnPage", "ModulePage", "activity", "learn", "module"]


@dataclass(frozen=True)
class ModuleLine:
    """One module in the list: how far, and if it is not open, when it will be."""

    progress: ModuleProgress
    opens: Verdict

    @property
    def state(self) -> str:
        """done, started, open or later."""
        if self.progress.done:
            return "done"
        if not self.progress.is_open:
            return "later"
        return "started" if self.progress.done_count else "open"


@dataclass(frozen=True)
class Place:
    """Where to go on: a module's and an activity's slugs, and the title."""

    module_slug: str
    activity_slug: str
    title: str


@dataclass(frozen=True)
class LearnPage:
    """One programme as its trainee sees it."""

    enrolment: Enrolment
    programme: ProgrammeVersion
    progress: Progress
    modules: Sequence[ModuleLine]
    resume: Place | None

    @property
    def paused(self) -> bool:
        """True while the person takes a pause."""
        return self.enrolment.state is EnrolmentState.PAUSED


def learn(session: Session, enrolment: Enrolment) -> LearnPage:
    """The programme with its modules, and the exact place to go on."""
    programme = session.get_one(ProgrammeVersion, enrolment.version_id)
    progress = queries.progress_of(session, [enrolment])[enrolment.id]
    lines = [ModuleLine(found, opens(found, enrolment.id)) for found in progress.modules]
    return LearnPage(enrolment, programme, progress, lines, _resume(session, enrolment, progress))


def _resume(session: Session, enrolment: Enrolment, progress: Progress) -> Place | None:
    """The activity last opened if it is not done yet, else the next one in order."""
    done = queries.done_activities(session, [enrolment.id]).get(enrolment.id, set())
    last = enrolment.last_activity_id
    wanted = last if last and last not in done else progress.next_activity
    found = session.get(Activity, wanted) if wanted else None
    if found is None:
        return None
    slug = next(m.facts.slug for m in progress.modules if m.facts.id == found.module_id)
    return Place(slug, found.slug, found.title)


@dataclass(frozen=True)
class ActivityLine:
    """One activity in a module's list."""

    activity: Activity
    done: bool


@dataclass(frozen=True)
class ModulePage:
    """A module's front page."""

    enrolment: Enrolment
    programme: ProgrammeVersion
    module: Module
    opens: Verdict
    activities: Sequence[ActivityLine]
    minutes: int


def module(session: Session, enrolment: Enrolment, found: Module) -> ModulePage:
    """A module with its activities and whether it is open."""
    programme = session.get_one(ProgrammeVersion, enrolment.version_id)
    progress = queries.progress_of(session, [enrolment])[enrolment.id]
    here = next(m for m in progress.modules if m.facts.id == found.id)
    done = queries.done_activities(session, [enrolment.id]).get(enrolment.id, set())
    lines = [ActivityLine(a, a.id in done) for a in queries.activities_of(session, [found.id])]
    return ModulePage(
        enrolment, programme, found, opens(here, enrolment.id), lines, sum(line.activity.minutes for line in lines)
    )


@dataclass(frozen=True)
class ActivityPage:
    """One activity: what it says, where it stands in its module, and what was done in it."""

    enrolment: Enrolment
    programme: ProgrammeVersion
    module: Module
    activity: Activity
    number: int
    total: int
    before: Activity | None
    after: Activity | None
    done: bool
    extra: Any = None

    @property
    def law_checked(self) -> date:
        """The day the law on this page was last checked."""
        return self.activity.law_checked or self.module.law_checked

    @property
    def reviewed(self) -> bool:
        """True once two named peer workers have read the module."""
        return len(self.module.reviewed_by) >= 2


def activity(session: Session, enrolment: Enrolment, found: Module, shown: Activity, extra: Any = None) -> ActivityPage:
    """An activity with its neighbours."""
    programme = session.get_one(ProgrammeVersion, enrolment.version_id)
    row = list(queries.activities_of(session, [found.id]))
    index = [a.id for a in row].index(shown.id)
    done = shown.id in queries.done_activities(session, [enrolment.id]).get(enrolment.id, set())
    before = row[index - 1] if index else None
    after = row[index + 1] if index + 1 < len(row) else None
    return ActivityPage(enrolment, programme, found, shown, index + 1, len(row), before, after, done, extra)


@dataclass(frozen=True)
class QuizOption:
    """An option, with its feedback once the quiz was answered."""

    value: str
    text: str
    chosen: bool
    right: bool
    feedback: str


@dataclass(frozen=True)
class QuizQuestion:
    """A question; `several` when more than one option is right."""

    key: str
    text: str
    several: bool
    options: Sequence[QuizOption]
    error: str = ""


@dataclass(frozen=True)
class Quiz:
    """A quiz, before or after answering."""

    questions: Sequence[QuizQuestion]
    answered: bool
    right: int
    pass_mark: int | None


def quiz(body: Any, answers: Any, *, right: int = 0, answered: bool = False, errors: Any = None) -> Quiz:
    """A quiz with what was chosen; feedback shows only once it is answered."""
    questions = []
    for number, question in enumerate(body["questions"]):
        key = str(number)
        options = [
            QuizOption(str(n), o["text"], str(n) in answers.get(key, ()), o["right"], o["feedback"])
            for n, o in enumerate(question["options"])
        ]
        several = sum(o.right for o in options) > 1
        questions.append(QuizQuestion(key, question["text"], several, options, (errors or {}).get(key, "")))
    return Quiz(questions, answered, right, body["pass_mark"])
