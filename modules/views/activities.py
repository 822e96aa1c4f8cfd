"""One activity at a time: read, choose, reflect, answer."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from lms.core.access import Mode, changes, requires
from lms.core.db import db_session
from lms.core.forms import Form
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor
from modules import queries, services
from modules.forms import QuizForm, ScenarioForm, reflection_form
from modules.models import Activity, ActivityKind, Enrolment, Module
from modules.permissions import Can
from modules.presenters import learning
from modules.rules import opens
from modules.views.learning import own_module

__all__ = ["mount"]

PATH = "/learn/<uuid:enrolment_id>/<module_slug>/<activity_slug>"
TEMPLATE = {kind: f"lms/modules/{kind.value}.jinja" for kind in ActivityKind}


def mount(modules: Blueprint) -> None:
    """Add the routes."""
    modules.add_url_rule(PATH, "activity", activity)
    modules.add_url_rule(f"{PATH}/done", "done", done, methods=["POST"])
    modules.add_url_rule(f"{PATH}/choose", "choose", choose, methods=["POST"])
    modules.add_url_rule(f"{PATH}/reflect", "reflect", reflect, methods=["POST"])
    modules.add_url_rule(f"{PATH}/forget", "forget", forget, methods=["POST"])
    modules.add_url_rule(f"{PATH}/answer", "answer", answer, methods=["POST"])


def _here(enrolment_id: UUID, module_slug: str, slug: str, *kinds: ActivityKind) -> tuple[Enrolment, Module, Activity]:
    """The activity, if it is of one's own programme, in an open module, and of the right kind; else not found."""
    enrolment, found = own_module(enrolment_id, module_slug)
    shown = queries.activity_by_slug(db_session(), found.id, slug) or abort(404)
    progress = queries.progress_of(db_session(), [enrolment])[enrolment.id]
    here = next(m for m in progress.modules if m.facts.id == found.id)
    if not opens(here, enrolment.id).ok or (kinds and shown.kind not in kinds):
        abort(404)
    return enrolment, found, shown


@requires(Can.LEARN, mode=Mode.JOURNAL)
def activity(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """Open an activity; where one is, is remembered."""
    enrolment, found, shown = _here(enrolment_id, module_slug, activity_slug)
    services.opened(db_session(), enrolment=enrolment, activity=shown)
    form, extra = _empty(enrolment, shown)
    return page(TEMPLATE[shown.kind], learning.activity(db_session(), enrolment, found, shown, extra), form=form)


def _empty(enrolment: Enrolment, shown: Activity) -> tuple[Form | None, object]:
    if shown.kind is ActivityKind.SCENARIO:
        return _scenario_form(shown), _chosen(shown, request.args.get("chose", ""))
    if shown.kind is ActivityKind.REFLECTION:
        kept = queries.reflections_of(db_session(), enrolment.id, shown.id)
        written = {f"p_{key}": row.text for key, row in kept.items()}
        return reflection_form(shown.body["prompts"]).read(**written), bool(kept)
    if shown.kind is ActivityKind.QUIZ:
        return QuizForm.read(), _quiz(enrolment, shown, request.args.get("attempt", ""))
    return None, None


def _scenario_form(shown: Activity) -> ScenarioForm:
    form = ScenarioForm.read()
    form.choice.offer([(str(n), choice["say"]) for n, choice in enumerate(shown.body["choices"])])
    return form


def _chosen(shown: Activity, number: str) -> object:
    fits = number.isdecimal() and len(number) < 3 and int(number) < len(shown.body["choices"])
    return shown.body["choices"][int(number)] if fits else None


def _quiz(enrolment: Enrolment, shown: Activity, attempt: str) -> learning.Quiz:
    """The quiz, with the feedback of one of one's own attempts when it is named."""
    found = queries.own_attempt(db_session(), enrolment, shown, attempt)
    if found is None:
        return learning.quiz(shown.body, {})
    return learning.quiz(shown.body, found.answers, right=found.right_count, answered=True)


def _on(enrolment: Enrolment, found: Module, shown: Activity, *, said: str = "") -> Response:
    """To the next activity, or back to the module after the last."""
    row = list(queries.activities_of(db_session(), [found.id]))
    after = row[[a.id for a in row].index(shown.id) + 1 :]
    if not after:
        return see(
            "modules.module",
            enrolment_id=enrolment.id,
            module_slug=found.slug,
            said=said or _("You have come to the end of this module."),
        )
    return see(
        "modules.activity", enrolment_id=enrolment.id, module_slug=found.slug, activity_slug=after[0].slug, said=said
    )


def _stay(enrolment: Enrolment, found: Module, shown: Activity, **more: Any) -> Response:
    """Back to this very activity."""
    return see("modules.activity", enrolment_id=enrolment.id, module_slug=found.slug, activity_slug=shown.slug, **more)


@changes(Can.LEARN)
def done(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """Mark a page as read and go on."""
    kinds = (ActivityKind.PAGE,)
    enrolment, found, shown = _here(enrolment_id, module_slug, activity_slug, *kinds)
    services.mark_done(db_session(), enrolment=enrolment, activity=shown, by=actor())
    return _on(enrolment, found, shown)


@changes(Can.LEARN)
def choose(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """Choose in a scenario, and see what it leads to."""
    enrolment, found, shown = _here(enrolment_id, module_slug, activity_slug, ActivityKind.SCENARIO)
    form = _scenario_form(shown)
    if form.then(
        lambda: services.choose(
            db_session(), enrolment=enrolment, activity=shown, choice=int(form.choice.data), by=actor()
        )
    ):
        return _stay(enrolment, found, shown, anchor="led-to", chose=str(form.choice.data))
    return page(TEMPLATE[shown.kind], learning.activity(db_session(), enrolment, found, shown), form=form)


@changes(Can.LEARN)
def reflect(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """Keep what one writes for oneself."""
    enrolment, found, shown = _here(enrolment_id, module_slug, activity_slug, ActivityKind.REFLECTION)
    form = reflection_form(shown.body["prompts"]).read()
    texts = {p["id"]: form[f"p_{p['id']}"].data or "" for p in shown.body["prompts"]}
    if form.then(lambda: services.reflect(db_session(), enrolment=enrolment, activity=shown, texts=texts, by=actor())):
        return _on(enrolment, found, shown, said=_("Saved, for your eyes only."))
    return page(TEMPLATE[shown.kind], learning.activity(db_session(), enrolment, found, shown, extra=True), form=form)


@changes(Can.LEARN)
def forget(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """Delete what one wrote for oneself."""
    enrolment, found, shown = _here(enrolment_id, module_slug, activity_slug, ActivityKind.REFLECTION)
    services.forget(db_session(), enrolment=enrolment, activity=shown)
    return _stay(enrolment, found, shown, said=_("Deleted. Nothing of it is kept."))


@changes(Can.LEARN)
def answer(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """Answer a quiz; the feedback is on the page it leads to."""
    enrolment, found, shown = _here(enrolment_id, module_slug, activity_slug, ActivityKind.QUIZ)
    form = QuizForm.read()
    questions = shown.body["questions"]
    answers = {str(n): request.form.getlist(f"q{n}")[:20] for n in range(len(questions))}
    errors = _unanswered(questions, answers)
    if not errors:
        attempt = services.answer_quiz(db_session(), enrolment=enrolment, activity=shown, answers=answers, by=actor())
        return _stay(enrolment, found, shown, anchor="feedback", attempt=attempt.id)
    form.general_errors += errors.values()
    extra = learning.quiz(shown.body, answers, errors=errors)
    return page(TEMPLATE[shown.kind], learning.activity(db_session(), enrolment, found, shown, extra), form=form)


def _unanswered(questions: list[dict[str, list[object]]], answers: dict[str, list[str]]) -> dict[str, str]:
    """A sentence for each question without an answer, or with one that is not listed."""
    wrong = {}
    for number, question in enumerate(questions):
        listed = {str(n) for n in range(len(question["options"]))}
        chosen = answers[str(number)]
        if not chosen or not set(chosen) <= listed:
            wrong[str(number)] = _("Choose an answer to question %(number)s.", number=number + 1)
    return wrong
