"""Scenarios, reflections and quizzes: what was chosen or kept, and what there is to take from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.core.files import File
from modules.drawing import answered as answered_ones
from modules.heads import AnyActivity
from modules.models import QuizAttempt
from modules.queries import Learnt
from modules.rules import passed

__all__ = ["Consequence", "Quiz", "Reflected", "quiz", "quiz_after", "reflected", "scenario", "unlisted"]


@dataclass(frozen=True)
class Consequence:
    """A choice and what it leads to; `latest` for the one just made."""

    say: str
    leads_to: str
    latest: bool


def scenario(shown: AnyActivity, learnt: Learnt, chose: str) -> Sequence[Consequence]:
    """What every choice made so far leads to, the latest first, so that they can be compared."""
    made = {detail for activity_id, detail in learnt.choices if activity_id == shown.id}
    seen = [
        Consequence(choice["say"], choice["leads_to"], str(number) == chose)
        for number, choice in enumerate(shown.body["choices"])
        if str(number) in made
    ]
    return sorted(seen, key=lambda one: not one.latest)


@dataclass(frozen=True)
class Reflected:
    """What somebody keeps for themselves here. `version` tells one state of what is written from the next, 0 for
    nothing; `megabytes` is the most that a recording may have.
    """

    version: int
    recording: str
    size: int
    megabytes: int

    @property
    def kept(self) -> bool:
        """Whether there is anything, written or spoken."""
        return bool(self.version or self.recording)


def reflected(file: File | None, *, version: int, most: int) -> Reflected:
    """What was written, and the recording if there is one."""
    return Reflected(version, file.shown_name if file else "", file.size if file else 0, most)


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
    drawn: bool = False

    @property
    def enough(self) -> bool:
        """True when this go is enough."""
        return passed(self.pass_mark, self.right, len(self.questions))


def quiz(
    body: Mapping[str, Any],
    answers: Mapping[str, Sequence[str]],
    *,
    asked: Sequence[int] | None = None,
    right: int = 0,
    answered: bool = False,
    errors: Mapping[str, str] | None = None,
) -> Quiz:
    """A quiz with what was chosen; feedback shows only once it is answered. `asked`: else the answered ones."""
    questions = []
    for number in answered_ones(body, answers) if asked is None else asked:
        key, question = str(number), body["questions"][number]
        options = [
            QuizOption(str(n), o["text"], str(n) in answers.get(key, ()), o["right"], o["feedback"])
            for n, o in enumerate(question["options"])
        ]
        several = sum(o.right for o in options) > 1
        questions.append(QuizQuestion(key, question["text"], several, options, (errors or {}).get(key, "")))
    return Quiz(questions, answered, right, body["pass_mark"], bool(body.get("draw")))


def quiz_after(shown: AnyActivity, attempt: QuizAttempt | None, asked: Sequence[int]) -> Quiz:
    """The quiz with the feedback of one go at it, or fresh, with the questions `asked` next, when there is none."""
    if attempt is None:
        return quiz(shown.body, {}, asked=asked)
    return quiz(shown.body, attempt.answers, right=attempt.right_count, answered=True)


def unlisted(body: Mapping[str, Any], answers: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The questions without an answer, or with one that is not on the page: their keys, and their places there."""
    wrong = {}
    for place, (key, given) in enumerate(answers.items(), 1):
        options = {str(n) for n in range(len(body["questions"][int(key)]["options"]))}
        if not given or not set(given) <= options:
            wrong[key] = place
    return wrong
