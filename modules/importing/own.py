"""The kinds of activity that come with us, told as a plugin tells its own."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from lms.core.text import lazy_gettext as _l
from lms.plugins import ActivityFile, ActivityType
from modules.importing import beside, bodies
from modules.models import ActivityKind

__all__ = ["OWN", "Kinds"]

Kinds = Mapping[str, ActivityType]
Body = Mapping[str, Any]


def _words(file: ActivityFile) -> Body:
    if not file.body:
        file.note(file.first_line, "There is nothing to read here.", "Write the text below the front matter.")
    return {"markdown": file.body}


def _page(file: ActivityFile) -> Body:
    return {**_words(file), "group": file.text("group", needed=False)}


def _reflection(file: ActivityFile) -> Body:
    prompts = file.records("prompts", ("id", "text"))
    return {**_words(file), "prompts": [{"id": str(p["id"]), "text": str(p["text"])} for p in prompts]}


def _quiz(file: ActivityFile) -> Body:
    intro, questions = bodies.questions(file)
    if "pass_mark" not in file.meta:  # left out, a typing mistake would make a test ungraded
        write = "Write `pass_mark: null` for practice, or a mark like `pass_mark: 80`."
        file.problem("pass_mark", "`pass_mark` is missing.", write)
    mark = file.whole("pass_mark", least=1, most=100, needed=False) or None
    draw = file.whole("draw", least=1, most=20, needed=False) or None
    for outcome, count in Counter(question["outcome"] for question in questions).items():
        if draw and count < draw:
            says = f"The outcome `{outcome}` has {count} of the {draw} questions to draw."
            file.problem("draw", says, "Add questions with this outcome, or draw fewer.")
    return {"markdown": intro, "questions": questions, "pass_mark": mark, "draw": draw}


OWN: Kinds = {
    kind.kind: kind
    for kind in (
        ActivityType(ActivityKind.PAGE, _l("Page"), _page, "lms/modules/page.jinja"),
        ActivityType(ActivityKind.SCENARIO, _l("Scenario"), bodies.scenario, "lms/modules/scenario.jinja"),
        ActivityType(ActivityKind.REFLECTION, _l("Reflection"), _reflection, "lms/modules/reflection.jinja"),
        ActivityType(ActivityKind.QUIZ, _l("Quiz"), _quiz, "lms/modules/quiz.jinja"),
        ActivityType(ActivityKind.SESSION_PLAN, _l("Session plan"), _page, "lms/modules/session-plan.jinja"),
        ActivityType(ActivityKind.EASY_READ, _l("Easy read"), beside.easy_read, "lms/modules/easy-read.jinja"),
        ActivityType(ActivityKind.SOURCES, _l("Sources"), beside.sources, "lms/modules/sources.jinja"),
    )
}
