"""The steps of an application."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.verdict import Verdict
from lms.recruitment.models import ApplicationAnswer
from lms.recruitment.presenters.mine import OwnAnswer, own_answers
from lms.recruitment.queries import Case
from lms.recruitment.rules.verdicts import ABOUT, ADJUSTMENTS, CHECK
from lms.recruitment.services.applying import sendable

__all__ = ["StepPage", "check_page", "step_page"]


@dataclass(frozen=True)
class StepPage:
    """One step of an application."""

    id: UUID
    step: str
    title: str
    number: int
    of: int
    version: int | None = None
    private: bool = False
    answers: Sequence[OwnAnswer] = ()
    verdict: Verdict | None = None
    adjustments: str = ""
    guaranteed: str = ""
    name: str = ""
    phone: str = ""


def step_page(case: Case, step: str, *, answer: ApplicationAnswer | None = None) -> StepPage:
    """A step with where it stands among the others."""
    steps = [ABOUT, *(one["code"] for one in case.post.spec["steps"]), ADJUSTMENTS, CHECK]
    question = next((one for one in case.post.spec["steps"] if one["code"] == step), None)
    return StepPage(
        case.application.id,
        step,
        question["title"] if question else "",
        steps.index(step) + 1,
        len(steps),
        version=_version(case, step, answer),
        private=bool(question and question["private"]),
    )


def _version(case: Case, step: str, answer: ApplicationAnswer | None) -> int:
    """Of what the step changes; 0 stands for an answer that nobody has written yet."""
    if step == ABOUT:
        return case.person.version
    if step == ADJUSTMENTS:
        return case.application.version
    return answer.version if answer else 0


def check_page(session: Session, case: Case, answers: Mapping[str, ApplicationAnswer]) -> StepPage:
    """The last step: everything on one page, and what is still to do."""
    plain = step_page(case, CHECK)
    application = case.application
    return StepPage(
        plain.id,
        plain.step,
        plain.title,
        plain.number,
        plain.of,
        answers=own_answers(case, answers),
        verdict=sendable(session, case),
        adjustments=application.adjustments,
        guaranteed=application.guaranteed_interview or "",
        name=case.person.chosen_name,
        phone=case.person.phone,
    )
