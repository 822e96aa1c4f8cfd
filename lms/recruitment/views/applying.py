"""The steps of an application: one thing on a page, kept at each."""

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import abort

from lms.core.access import changes
from lms.core.db import db_session
from lms.core.errors import Refused
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import page, see
from lms.core.web import actor
from lms.recruitment import queries, services
from lms.recruitment.forms import AboutForm, AdjustmentsForm, AnswerForm, PressForm
from lms.recruitment.models import ApplicationState, GuaranteedInterview
from lms.recruitment.permissions import Can
from lms.recruitment.presenters import steps as presenters
from lms.recruitment.queries import Case
from lms.recruitment.rules.verdicts import ABOUT, ADJUSTMENTS, CHECK
from lms.recruitment.views.blueprint import Answer, bp, own_or_404, pressed

__all__: list[str] = []


@bp.route("/applications/<uuid:application_id>/<step>", methods=["GET", "POST"])
@changes(Can.APPLY)
def step(application_id: UUID, step: str) -> Answer:
    """One step of one's own application; once it is sent, there are none."""
    case = own_or_404(application_id)
    codes = {one["code"] for one in case.post.spec["steps"]}
    if step not in {*STEPS, *codes}:
        abort(404)
    if case.application.state is not ApplicationState.DRAFT:
        return see("recruitment.application", application_id=application_id)
    return STEPS[step](case) if step in STEPS else _question(case, step)


def _onward(case: Case, step: str) -> Answer:
    """To the next step, or to the overview when the person comes back later."""
    key = case.application.id
    if pressed("later"):
        return see("recruitment.application", application_id=key, said=_("Saved. Come back whenever you like."))
    order = [ABOUT, *(one["code"] for one in case.post.spec["steps"]), ADJUSTMENTS, CHECK]
    return see("recruitment.step", application_id=key, step=order[order.index(step) + 1])


def _about(case: Case) -> Answer:
    form = AboutForm.read(obj=case.person)

    def save() -> None:
        services.save_about(
            db_session(),
            case=case,
            chosen_name=str(form.chosen_name.data),
            certificate_name=str(form.certificate_name.data),
            phone=form.phone.data or "",
            by=actor(),
            seen=seen_version(),
        )

    if form.then(save):
        return _onward(case, ABOUT)
    return page("lms/recruitment/step_about.jinja", presenters.step_page(case, ABOUT), form=form)


def _question(case: Case, code: str) -> Answer:
    question = next(one for one in case.post.spec["steps"] if one["code"] == code)
    answer = queries.answers_of(db_session(), case.application.id).get(code)
    form, later = AnswerForm.asking(question, answer, later=pressed("later")), pressed("later")

    def save() -> None:
        text = form.text.data or ""
        services.save_answer(
            db_session(), case=case, step=code, text=text, later=later, by=actor(), seen=seen_version()
        )

    if form.then(save):
        return _onward(case, code)
    return page("lms/recruitment/step_question.jinja", presenters.step_page(case, code, answer=answer), form=form)


def _adjustments(case: Case) -> Answer:
    form = AdjustmentsForm.read(obj=case.application)

    def save() -> None:
        given = form.guaranteed_interview.data
        if not given and not pressed("later"):
            raise Refused(_l("Choose yes or no for the guaranteed interview."), field="guaranteed_interview")
        services.save_adjustments(
            db_session(),
            case=case,
            adjustments=form.adjustments.data or "",
            guaranteed=GuaranteedInterview(given) if given else None,
            by=actor(),
            seen=seen_version(),
        )

    if form.then(save):
        return _onward(case, ADJUSTMENTS)
    return page("lms/recruitment/step_adjustments.jinja", presenters.step_page(case, ADJUSTMENTS), form=form)


def _check(case: Case) -> Answer:
    form = PressForm.read()

    def send() -> None:
        for reason in services.submit(db_session(), case=case, by=actor()).reasons:
            raise Refused(_l("Still to do before you can send it: %(what)s", what=reason.text))

    if form.then(send):
        said = _("Sent. Thank you. We have also sent you a short mail.")
        return see("recruitment.application", application_id=case.application.id, said=said)
    answers = queries.answers_of(db_session(), case.application.id)
    return page("lms/recruitment/step_check.jinja", presenters.check_page(db_session(), case, answers), form=form)


STEPS: Mapping[str, Callable[[Case], Answer]] = {ABOUT: _about, ADJUSTMENTS: _adjustments, CHECK: _check}
