"""One activity at a time: read, choose, reflect, answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from lms.core.access import Mode, changes, requires
from lms.core.db import db_session
from lms.core.drafts import forget_draft
from lms.core.errors import Stale
from lms.core.forms import Form, seen_version
from lms.core.text import gettext as _
from lms.core.ui import page, see, url
from lms.core.web import actor
from modules import queries, services
from modules.forms import AnswerForm, QuizForm, ScenarioForm, reflection_form
from modules.kinds import kind_of
from modules.models import Activity, ActivityKind, Enrolment, Module, Reflection
from modules.permissions import Can
from modules.presenters import learning, trying
from modules.queries import Learnt, Own
from modules.rules import opens

__all__ = ["mount"]

PATH = "/learn/<uuid:enrolment_id>/<module_slug>/<activity_slug>"
MOST_TICKS = 20


def mount(modules: Blueprint) -> None:
    """Add the routes."""
    modules.add_url_rule(PATH, "activity", activity)
    modules.add_url_rule(f"{PATH}/done", "done", done, methods=["POST"])
    modules.add_url_rule(f"{PATH}/choose", "choose", choose, methods=["POST"])
    modules.add_url_rule(f"{PATH}/reflect", "reflect", reflect, methods=["POST"])
    modules.add_url_rule(f"{PATH}/forget", "forget", forget, methods=["POST"])
    modules.add_url_rule(f"{PATH}/answer", "answer", answer, methods=["POST"])


@dataclass(frozen=True)
class Here:
    """The activity of this address, in one's own programme, with what was learnt so far."""

    own: Own
    module: Module
    activity: Activity
    learnt: Learnt

    @property
    def enrolment(self) -> Enrolment:
        """One's own enrolment."""
        return self.own.enrolment

    @property
    def body(self) -> dict[str, Any]:
        """What the activity holds."""
        return self.activity.body

    def show(self, extra: object = None, form: Form | None = None) -> Response:
        """The activity's page."""
        view = learning.activity(self.own, self.learnt, self.module, self.activity, extra)
        return page(kind_of(self.activity.kind).template, view, form=form)

    def stay(self, **more: Any) -> Response:
        """Back to this very activity."""
        return self._see(self.activity.slug, **more)

    def on(self, said: str = "") -> Response:
        """To the next activity, or back to the module after the last."""
        after = learning.activity(self.own, self.learnt, self.module, self.activity).after
        if after is not None:
            return self._see(after.slug, said=said)
        said = said or _("You have come to the end of this module.")
        return see("modules.module", enrolment_id=self.enrolment.id, module_slug=self.module.slug, said=said)

    def _see(self, slug: str, **more: Any) -> Response:
        more.update(enrolment_id=self.enrolment.id, module_slug=self.module.slug, activity_slug=slug)
        return see("modules.activity", **more)


def _here(enrolment_id: UUID, module_slug: str, slug: str, kind: ActivityKind | None = None) -> Here:
    """The activity, if it is of one's own programme, in an open module, and of the right kind; else not found."""
    found = queries.own_activity(db_session(), actor(), enrolment_id, module_slug, slug) or abort(404)
    learnt = queries.learnt(db_session(), found.own.enrolment)
    module = next(m for m in learnt.progress.modules if m.facts.id == found.module.id)
    if not opens(module, enrolment_id).ok or (kind and found.activity.kind != kind):
        abort(404)
    return Here(found.own, found.module, found.activity, learnt)


@requires(Can.LEARN, mode=Mode.JOURNAL)
def activity(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """Open an activity; where one is, is remembered."""
    here = _here(enrolment_id, module_slug, activity_slug)
    seen = here.activity.id in here.learnt.opened
    services.opened(db_session(), enrolment=here.enrolment, activity=here.activity, before=seen)
    return here.show(*FRESH.get(here.activity.kind, _kind)(here))


def _scenario(here: Here) -> tuple[object, Form]:
    return trying.scenario(here.activity, here.learnt, request.args.get("chose", "")), _scenario_form(here)


def _reflection(here: Here) -> tuple[int, Form]:
    kept = queries.reflections_of(db_session(), here.enrolment.id, here.activity.id)
    written = {f"p_{key}": row.text for key, row in kept.items()}
    return _written(kept), reflection_form(here.body["prompts"]).read(**written)


def _written(kept: Mapping[str, Reflection]) -> int:
    """A number that tells one state of a reflection from the next: how often its parts were written; 0 for nothing."""
    return sum(row.version for row in kept.values())


def _quiz(here: Here) -> tuple[object, Form]:
    """The quiz, with the feedback of one of one's own attempts when it is named."""
    attempt = queries.own_attempt(db_session(), here.enrolment, here.activity, request.args.get("attempt", ""))
    return trying.quiz_after(here.activity, attempt, _asked(here)), QuizForm.read()


def _asked(here: Here) -> Sequence[int]:
    return queries.asked(db_session(), here.enrolment, here.activity)


def _kind(here: Here) -> tuple[object, Form]:
    """Any other activity, presented as its kind tells."""
    answers = queries.answers_of(db_session(), here.enrolment.id, here.activity.id)
    return kind_of(here.activity.kind).present(here.body, answers), AnswerForm.read()


FRESH: Mapping[str, Callable[[Here], tuple[object, Form | None]]] = {
    ActivityKind.PAGE: lambda _here: (None, None),
    ActivityKind.SCENARIO: _scenario,
    ActivityKind.REFLECTION: _reflection,
    ActivityKind.QUIZ: _quiz,
}


def _scenario_form(here: Here) -> ScenarioForm:
    form = ScenarioForm.read()
    form.choice.offer([(str(n), choice["say"]) for n, choice in enumerate(here.body["choices"])])
    return form


@changes(Can.LEARN)
def done(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """Mark a page as read, or answer an activity of a plugin's kind; go on when it is done with that."""
    here, form, finished = _here(enrolment_id, module_slug, activity_slug), AnswerForm.read(), []
    if here.activity.kind in FRESH and here.activity.kind != ActivityKind.PAGE:
        abort(404)
    if not form.then(lambda: finished.append(_answer(here))):
        return here.show(_kind(here)[0], form)
    return here.on() if finished[0] else here.stay(said=_("Saved."))


def _answer(here: Here) -> bool:
    given = {name: request.form.getlist(name)[:MOST_TICKS] for name in request.form}
    return services.answer(db_session(), enrolment=here.enrolment, activity=here.activity, given=given, by=actor())


@changes(Can.LEARN)
def choose(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """Choose in a scenario, and see what it leads to."""
    here = _here(enrolment_id, module_slug, activity_slug, ActivityKind.SCENARIO)
    form = _scenario_form(here)
    if form.then(lambda: _choose(here, int(form.choice.data))):
        return here.stay(anchor="led-to", chose=str(form.choice.data))
    return here.show(trying.scenario(here.activity, here.learnt, ""), form)


def _choose(here: Here, choice: int) -> None:
    services.choose(db_session(), enrolment=here.enrolment, activity=here.activity, choice=choice, by=actor())


@changes(Can.LEARN)
def reflect(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """Keep what one writes for oneself."""
    here = _here(enrolment_id, module_slug, activity_slug, ActivityKind.REFLECTION)
    written, form = _reflection(here)
    if form.then(lambda: _reflect(here, form, written)):
        return here.on(said=_("Saved, for your eyes only."))
    return here.show(written, form)


def _reflect(here: Here, form: Form, written: int) -> None:
    if seen_version() not in {None, written}:
        raise Stale(written)
    texts = {prompt["id"]: form[f"p_{prompt['id']}"].data or "" for prompt in here.body["prompts"]}
    services.reflect(db_session(), enrolment=here.enrolment, activity=here.activity, texts=texts, by=actor())


@changes(Can.LEARN)
def forget(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """Delete what one wrote for oneself."""
    here = _here(enrolment_id, module_slug, activity_slug, ActivityKind.REFLECTION)
    services.forget(db_session(), enrolment=here.enrolment, activity=here.activity)
    at = url("modules.activity", enrolment_id=enrolment_id, module_slug=module_slug, activity_slug=activity_slug)
    forget_draft(db_session(), person_id=actor().id, place=at)
    return here.stay(said=_("Deleted. Nothing of it is kept."))


@changes(Can.LEARN)
def answer(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """Answer a quiz; the feedback is on the page it leads to."""
    here = _here(enrolment_id, module_slug, activity_slug, ActivityKind.QUIZ)
    answers = {str(n): request.form.getlist(f"q{n}")[:MOST_TICKS] for n in _asked(here)}
    errors = {
        key: _("Choose an answer to question %(number)s.", number=place)
        for key, place in trying.unlisted(here.body, answers).items()
    }
    if not errors:
        attempt = services.answer_quiz(
            db_session(),
            enrolment=here.enrolment,
            activity=here.activity,
            answers=answers,
            by=actor(),
            before=here.activity.id in here.learnt.done,
        )
        return here.stay(anchor="feedback", attempt=attempt)
    form = QuizForm.read()
    form.general_errors += errors.values()
    return here.show(trying.quiz(here.body, answers, errors=errors), form)
