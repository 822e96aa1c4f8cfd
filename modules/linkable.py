"""What somebody did in their modules that they may link as evidence: what they wrote, chose and answered."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Link
from lms.plugins import LinkableItem
from modules.models import Activity, ActivityEvent, Enrolment, EventKind, Module, QuizAttempt, Reflection
from modules.presenters import trying

__all__ = ["items"]

BREAK = "\n\n"


def items(session: Session, person_id: UUID) -> list[LinkableItem]:
    """Reflections, scenarios and quizzes of one person, in three statements. A reflection nobody else has read."""
    found = [*_reflections(session, person_id), *_scenarios(session, person_id), *_quizzes(session, person_id)]
    return sorted(found, key=lambda item: item.on, reverse=True)


def _reflections(session: Session, person_id: UUID) -> Iterator[LinkableItem]:
    for where, rows in _by_activity(session, person_id, Reflection, Reflection):
        words = {row[0].prompt: row[0].text for row in rows}
        parts = [
            f"{prompt['text']}\n{words[prompt['id']]}" for prompt in where.body["prompts"] if prompt["id"] in words
        ]
        if parts:
            yield where.item("reflection", _l("Reflection"), BREAK.join(parts), rows, private=True)


def _scenarios(session: Session, person_id: UUID) -> Iterator[LinkableItem]:
    chosen = _by_activity(
        session, person_id, ActivityEvent, ActivityEvent.detail, condition=ActivityEvent.kind == EventKind.CHOICE
    )
    for where, rows in chosen:
        says = [where.body["choices"][int(row[0])]["say"] for row in rows]
        yield where.item("scenario", _l("Scenario"), BREAK.join([where.body["situation"], *says]), rows)


def _quizzes(session: Session, person_id: UUID) -> Iterator[LinkableItem]:
    for where, rows in _by_activity(session, person_id, QuizAttempt, QuizAttempt.answers):
        quiz = trying.quiz(where.body, rows[-1][0])
        parts = [
            "\n".join([question.text, *(f"– {option.text}" for option in question.options if option.chosen)])
            for question in quiz.questions
        ]
        yield where.item("quiz", _l("Quiz, my latest answers"), BREAK.join(parts), rows[-1:])


class _Where:
    """An activity in somebody's programme."""

    def __init__(self, enrolment_id: UUID, activity_id: UUID, module: str, slug: str, title: str, body: Any) -> None:
        self.key, self.title, self.body = f"{enrolment_id.hex}-{activity_id.hex}", title, body
        self.link = Link(
            "modules.activity", {"enrolment_id": enrolment_id, "module_slug": module, "activity_slug": slug}
        )

    def item(
        self, code: str, kind: Any, text: str, rows: Sequence[tuple[Any, ...]], *, private: bool = False
    ) -> LinkableItem:
        """What was done here, last at the last row."""
        last: datetime = rows[-1][-1]
        on = clock.local(last).date()
        return LinkableItem(f"modules:{code}-{self.key}", self.title, kind, text, on, self.link, private)


def _by_activity(
    session: Session, person_id: UUID, table: Any, *columns: Any, condition: Any = True
) -> Iterator[tuple[_Where, list[tuple[Any, ...]]]]:
    """The person's rows of a table, oldest first, activity by activity: the columns, and when it was."""
    where = (Enrolment.id, Activity.id, Module.slug, Activity.slug, Activity.title, Activity.body)
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(*where, *columns, table.created_at)
        .select_from(table)
        .join(Enrolment, Enrolment.id == table.enrolment_id)
        .join(Activity, Activity.id == table.activity_id)
        .join(Module, Module.id == Activity.module_id)
        .where(Enrolment.person_id == person_id, condition)
        .order_by(Enrolment.id, Activity.id, table.created_at, table.id)
    )
    width = len(where)
    for _, rows in groupby(session.execute(query).all(), key=lambda row: row[:2]):
        listed = [tuple(row) for row in rows]
        yield _Where(*listed[0][:width]), [row[width:] for row in listed]
