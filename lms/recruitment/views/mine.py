"""One's own applications: where each stands, and what one may do about it."""

from uuid import UUID

from flask import abort, request

from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor
from lms.recruitment import queries, services
from lms.recruitment.forms import FeedbackForm, PressForm
from lms.recruitment.models import ApplicationState, FeedbackWay
from lms.recruitment.permissions import Can
from lms.recruitment.presenters import lists
from lms.recruitment.presenters import mine as presenters
from lms.recruitment.views.blueprint import Answer, bp, own_or_404

__all__: list[str] = []


@bp.get("/applications")
@requires(Can.SEE_APPLICATIONS)
def applications() -> Answer:
    """One's own applications, and those for posts one looks after."""
    view = lists.applications_page(
        db_session(), actor(), state=request.args.get("state", ""), cursor=request.args.get("after", "")
    )
    return page("lms/recruitment/applications.jinja", view)


@bp.get("/applications/<uuid:application_id>")
@requires(Can.APPLY)
def application(application_id: UUID) -> Answer:
    """One's own application: a task list while it is written, then where it stands."""
    view = presenters.application_page(db_session(), own_or_404(application_id))
    return page("lms/recruitment/application.jinja", view)


@bp.route("/applications/<uuid:application_id>/withdraw", methods=["GET", "POST"])
@changes(Can.APPLY)
def withdraw(application_id: UUID) -> Answer:
    """Take an application back. Nobody asks why."""
    case, form = own_or_404(application_id), PressForm.read()
    view = presenters.application_page(db_session(), case)
    if not form.sent and not view.may_withdraw:
        return see("recruitment.application", application_id=application_id)
    if form.then(lambda: services.withdraw(db_session(), case=case, by=actor())):
        return see("recruitment.applications", said=_("Your application is taken back. Thank you for your interest."))
    return page("lms/recruitment/withdraw.jinja", view, form=form)


@bp.post("/applications/<uuid:application_id>/accept")
@changes(Can.APPLY)
def accept(application_id: UUID) -> Answer:
    """Say yes to an offer, in one press."""
    services.accept(db_session(), case=own_or_404(application_id), by=actor(), seen=seen_version())
    return see(
        "recruitment.application",
        application_id=application_id,
        said=_("You have accepted. We are very glad. Your home page shows what happens next."),
    )


@bp.route("/applications/<uuid:application_id>/decline", methods=["GET", "POST"])
@changes(Can.APPLY)
def decline(application_id: UUID) -> Answer:
    """Say no to an offer. Nobody asks why."""
    case, form = own_or_404(application_id), PressForm.read()
    if not form.sent and case.application.state is not ApplicationState.OFFER:
        return see("recruitment.application", application_id=application_id)
    if form.then(lambda: services.decline(db_session(), case=case, by=actor(), seen=seen_version())):
        return see("recruitment.application", application_id=application_id, said=_("Thank you for telling us."))
    return page("lms/recruitment/decline.jinja", presenters.application_page(db_session(), case), form=form)


@bp.route("/applications/<uuid:application_id>/feedback", methods=["GET", "POST"])
@changes(Can.APPLY)
def feedback(application_id: UUID) -> Answer:
    """Ask for feedback, by call or in writing."""
    case, form = own_or_404(application_id), FeedbackForm.read()
    view = presenters.application_page(db_session(), case)

    def ask() -> None:
        services.ask_for_feedback(db_session(), case=case, way=FeedbackWay(form.way.data), by=actor())

    if form.then(ask):
        return see("recruitment.application", application_id=application_id, said=_("Thank you. We will be in touch."))
    return page("lms/recruitment/feedback.jinja", view, form=form)


@bp.route("/applications/<uuid:application_id>/answers/<step>/close", methods=["GET", "POST"])
@changes(Can.APPLY)
def close_answer(application_id: UUID, step: str) -> Answer:
    """Close a private answer to the people who score."""
    case, form = own_or_404(application_id), PressForm.read()
    question = next((one for one in case.post.spec["steps"] if one["code"] == step and one["private"]), None)
    if question is None:
        abort(404)
    view = presenters.application_page(db_session(), case)
    if not form.sent and not any(one.step == step and one.may_close for one in view.answers):
        return see("recruitment.application", application_id=application_id)
    if form.then(lambda: services.close_answer(db_session(), case=case, step=step, by=actor())):
        return see(
            "recruitment.application", application_id=application_id, said=_("Only you can read that answer now.")
        )
    return page("lms/recruitment/close_answer.jinja", view, form=form, step=step, question=question["title"])


@bp.route("/applications/<uuid:application_id>/score-again", methods=["GET", "POST"])
@changes(Can.APPLY)
def score_again(application_id: UUID) -> Answer:
    """Have it scored by people who have not read the answer that is closed now."""
    case, form = own_or_404(application_id), PressForm.read()
    view = presenters.application_page(db_session(), case)
    if not form.sent and not view.may_score_again:
        return see("recruitment.application", application_id=application_id)
    if form.then(lambda: services.score_again(db_session(), case=case, by=actor())):
        said = _("Thank you. Other people will score your application.")
        return see("recruitment.application", application_id=application_id, said=said)
    return page("lms/recruitment/score_again.jinja", view, form=form)


@bp.route("/applications/<uuid:application_id>/not-this-person/<uuid:member_id>", methods=["GET", "POST"])
@changes(Can.APPLY)
def not_this_person(application_id: UUID, member_id: UUID) -> Answer:
    """The applicant would rather that somebody else scores. Nobody asks why."""
    case, form = own_or_404(application_id), PressForm.read()
    member = queries.panel_member(db_session(), case.post.id, member_id) or abort(404)
    if case.application.state not in {ApplicationState.DRAFT, ApplicationState.SUBMITTED}:
        return see("recruitment.application", application_id=application_id)
    if form.then(lambda: services.make_unavailable(db_session(), application=case.application, member=member)):
        return see("recruitment.application", application_id=application_id, said=_("They will not read your answers."))
    name = next(name for one, name in queries.panel_of(db_session(), case.post.id) if one.id == member_id)
    view = presenters.application_page(db_session(), case)
    return page("lms/recruitment/not_this_person.jinja", view, form=form, name=name, member_id=member_id)
