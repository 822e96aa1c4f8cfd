"""What HR records about one application."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import abort

from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.forms import Form, seen_version
from lms.core.text import Lazy
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import page, see
from lms.core.web import actor
from lms.recruitment import services
from lms.recruitment.forms import InterviewForm, LetterForm, OfferForm, ReserveForm, outcome_form
from lms.recruitment.models import ApplicationState, Leaning
from lms.recruitment.permissions import Can
from lms.recruitment.presenters import review as presenters
from lms.recruitment.queries import Case
from lms.recruitment.rules.letters import filled
from lms.recruitment.rules.states import may_move
from lms.recruitment.views.blueprint import Answer, bp, managed_or_404, pressed

__all__: list[str] = []

PATH = "/applications/<uuid:application_id>"
LOOKS = _l("to look after your application")
TITLES: Mapping[str, Lazy] = {
    "interview": _l("Invite to an interview"),
    "offer": _l("Make an offer"),
    "reserve": _l("Put on the reserve list"),
    "not-this-time": _l("Not this time"),
}


@bp.get(f"{PATH}/review")
@requires(Can.MANAGE, looks=LOOKS)
def review(application_id: UUID) -> Answer:
    """One application without its private answers."""
    view = presenters.review(db_session(), actor(), managed_or_404(application_id))
    return page("lms/recruitment/review.jinja", view)


@bp.post(f"{PATH}/shortlist")
@changes(Can.MANAGE)
def shortlist(application_id: UUID) -> Answer:
    """Decide to meet somebody."""
    services.shortlist(db_session(), case=managed_or_404(application_id), by=actor(), seen=seen_version())
    return see("recruitment.review", application_id=application_id, said=_("Shortlisted. Next: find a date to meet."))


@bp.post(f"{PATH}/feedback-given")
@changes(Can.MANAGE)
def feedback_given(application_id: UUID) -> Answer:
    """Note that somebody has had their feedback."""
    services.feedback_given(db_session(), case=managed_or_404(application_id), by=actor(), seen=seen_version())
    return see(
        "recruitment.review", application_id=application_id, said=_("Noted. The panel no longer reads private answers.")
    )


@bp.route(f"{PATH}/outcome", methods=["GET", "POST"])
@changes(Can.MANAGE, looks=LOOKS)
def interview_outcome(application_id: UUID) -> Answer:
    """Write down what came out of an interview."""
    case, seen = managed_or_404(application_id), seen_version()
    form = outcome_form(case.post.spec)

    def keep() -> None:
        points, leaning = form.points(), Leaning(form["leaning"].data)
        services.record_interview(db_session(), case=case, points=points, leaning=leaning, by=actor(), seen=seen)

    if form.then(keep):
        return see("recruitment.review", application_id=application_id, said=_("Written down."))
    view = presenters.review(db_session(), actor(), case)
    return page("lms/recruitment/outcome.jinja", view, form=form, questions=case.post.spec["interview"])


@bp.route(f"{PATH}/write/<kind>", methods=["GET", "POST"])
@changes(Can.MANAGE)
def write(application_id: UUID, kind: str) -> Answer:
    """Decide, with the letter that goes with it: edited, looked at, sent."""
    if kind not in TITLES:
        abort(404)
    case = managed_or_404(application_id)
    form = _form(case, kind)
    if not form.sent and not may_move(case.application.state, ApplicationState(kind)):
        return see("recruitment.review", application_id=application_id)
    preview = pressed("preview") and form.validate()
    if not pressed("preview") and form.then(lambda: DECIDE[kind](case, form)):
        return see("recruitment.review", application_id=application_id, said=_("Sent. They can read it now."))
    view = {"id": application_id, "version": case.application.version, "name": case.person.chosen_name}
    more: dict[str, Any] = {"kind": kind, "title": TITLES[kind], "preview": form["letter"].data if preview else ""}
    return page("lms/recruitment/write.jinja", view, form=form, **more)


def _form(case: Case, kind: str) -> Form:
    words = {
        "name": case.person.chosen_name,
        "post": case.post.title,
        "team": case.node.name,
        "signed_by": actor().name,
    }
    start = {"letter": filled(case.post.spec["letters"][kind]["body"], words)}
    kinds: Mapping[str, type[Form]] = {"interview": InterviewForm, "offer": OfferForm, "reserve": ReserveForm}
    if kind == "offer":
        start["hours"] = f"{case.post.hours_per_week:g}"
    return kinds.get(kind, LetterForm).read(**start)


def _interview(case: Case, form: Any) -> object:
    return services.arrange_interview(
        db_session(),
        case=case,
        starts_at=form.starts_at(),
        place=form["place"].data,
        meets=form["meets"].data,
        letter=form["letter"].data,
        by=actor(),
        seen=seen_version(),
    )


def _offer(case: Case, form: Form) -> object:
    asked: Any = form["hours"]
    hours, letter = asked.hours, form["letter"].data
    return services.make_offer(db_session(), case=case, hours=hours, letter=letter, by=actor(), seen=seen_version())


def _reserve(case: Case, form: Form) -> object:
    until, letter = form["until"].data, form["letter"].data
    services.put_on_reserve(db_session(), case=case, until=until, letter=letter, by=actor(), seen=seen_version())
    return None


def _not_this_time(case: Case, form: Form) -> object:
    letter = form["letter"].data
    services.not_this_time(db_session(), case=case, letter=letter, by=actor(), seen=seen_version())
    return None


DECIDE: Mapping[str, Callable[[Case, Form], object]] = {
    "interview": _interview,
    "offer": _offer,
    "reserve": _reserve,
    "not-this-time": _not_this_time,
}
