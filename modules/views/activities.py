"""One activity at a time: read, choose, answer."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from lms.core.access import Mode, changes, requires
from lms.core.db import db_session
from lms.core.forms import Form
from lms.core.text import gettext as _
from lms.core.web import actor
from modules import queries, services
from modules.forms import AnswerForm, QuizForm, ScenarioForm
from modules.kinds import kind_of
from modules.models import ActivityKind
from modules.permissions import Can
from modules.presenters import trying
from modules.views import reflecting
from modules.views.here import PATH, Here, here_is

__all__ = ["mount"]

MOST_TICKS = 20


def mount(modules: Blueprint) -> None:
    """Add the routes."""
    modules.add_url_rule(PATH, "activity", activity)
    modules.add_url_rule(f"{PATH}/done", "done", done, methods=["POST"])
    modules.add_url_rule(f"{PATH}/choose", "choose", choose, methods=["POST"])
    modules.add_url_rule(f"{PATH}/answer", "answer", answer, methods=["POST"])


@requires(Can.LEARN, mode=Mode.JOURNAL)
def activity(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """Open an activity; where one is, is remembered."""
    here = here_is(enrolment_id, module_slug, activity_slug)
    seen = here.activity.id in here.learnt.opened
    services.opened(db_session(), enrolment=here.enrolment, activity=here.activity, before=seen)
    return here.show(*FRESH.get(here.activity.kind, _kind)(here))


def _scenario(here: Here) -> tuple[object, Form]:
    return trying.scenario(here.activity, here.learnt, request.args.get("chose", "")), _scenario_form(here)


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
    ActivityKind.REFLECTION: reflecting.fresh,
    ActivityKind.QUIZ: _quiz,
}


def _scenario_form(here: Here) -> ScenarioForm:
    form = ScenarioForm.read()
    form.choice.offer([(str(n), choice["say"]) for n, choice in enumerate(here.body["choices"])])
    return form


@changes(Can.LEARN)
def done(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """Mark a page as read, or answer an activity of a plugin's kind; go on when it is done with that."""
    here, form, finished = here_is(enrolment_id, module_slug, activity_slug), AnswerForm.read(), []
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
    here = here_is(enrolment_id, module_slug, activity_slug, ActivityKind.SCENARIO)
    form = _scenario_form(here)
    if form.then(lambda: _choose(here, int(form.choice.data))):
        return here.stay(anchor="led-to", chose=str(form.choice.data))
    return here.show(trying.scenario(here.activity, here.learnt, ""), form)


def _choose(here: Here, choice: int) -> None:
    services.choose(db_session(), enrolment=here.enrolment, activity=here.activity, choice=choice, by=actor())


@changes(Can.LEARN)
def answer(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """Answer a quiz; the feedback is on the page it leads to."""
    here = here_is(enrolment_id, module_slug, activity_slug, ActivityKind.QUIZ)
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
