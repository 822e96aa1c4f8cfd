"""Scoring: a queue, and one application beside the lines its answers may show."""

from uuid import UUID

from flask import request

from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import page, see
from lms.core.web import actor
from lms.recruitment import queries, services
from lms.recruitment.forms import PressForm, score_form
from lms.recruitment.permissions import Can
from lms.recruitment.presenters import scoring as presenters
from lms.recruitment.views.blueprint import Answer, bp, pressed, scored_or_404

__all__: list[str] = []

PATH = "/applications/<uuid:application_id>/score"
LOOKS = _l("to score your application")


@bp.get("/applications/scoring")
@requires(Can.SCORE)
def scoring() -> Answer:
    """What waits for this scorer, longest waiting first; or what they have scored."""
    scored, cursor = request.args.get("show") == "scored", request.args.get("after", "")
    view = presenters.queue_page(db_session(), actor(), scored=scored, cursor=cursor)
    return page("lms/recruitment/scoring.jinja", view)


@bp.get(PATH)
@requires(Can.SCORE, looks=LOOKS)
def score(application_id: UUID) -> Answer:
    """Read the answers, and give points. Reading private ones is written down."""
    case = scored_or_404(application_id)
    own = queries.own_score(db_session(), actor(), application_id)
    view = presenters.score_page(db_session(), actor(), case, own)
    if view.private_shown:
        services.note_reading(db_session(), case=case, by=actor())
    form = score_form(case.post.spec, own, later=False, comments=view.comments)
    return page("lms/recruitment/score.jinja", view, form=form)


@bp.post(PATH)
@changes(Can.SCORE, looks=LOOKS)
def save_score(application_id: UUID) -> Answer:
    """Keep points for later, or send them."""
    case, later, seen = scored_or_404(application_id), pressed("later"), seen_version()
    own = queries.own_score(db_session(), actor(), application_id)
    comments = presenters.takes_comments(db_session(), case)
    form = score_form(case.post.spec, own, later=later, comments=comments)
    act = services.save_score if later else services.submit_score

    def give() -> None:
        act(db_session(), case=case, points=form.points(), comment=form.added(), by=actor(), seen=seen)

    if form.then(give):
        said = _("Saved for later. Only you can see it.") if later else _("Your points are in. Thank you.")
        return see("recruitment.score", application_id=application_id, said=said)
    return page("lms/recruitment/score.jinja", presenters.score_page(db_session(), actor(), case, own), form=form)


@bp.route("/applications/<uuid:application_id>/step-back", methods=["GET", "POST"])
@changes(Can.SCORE)
def step_back(application_id: UUID) -> Answer:
    """A scorer would rather that somebody else scores this one. Nobody asks why."""
    case, form = scored_or_404(application_id), PressForm.read()
    if form.then(lambda: services.make_unavailable(db_session(), application=case.application, member=case.member)):
        return see("recruitment.scoring", said=_("Thank you. Somebody else will score that one."))
    return page("lms/recruitment/step_back.jinja", case, form=form)
