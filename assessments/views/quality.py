"""The second look at decisions."""

from uuid import UUID

from flask import abort, request

from assessments import queries, services
from assessments.forms import LookForm, pressed
from assessments.models import Look
from assessments.permissions import Can
from assessments.presenters import quality as presenters
from assessments.views.blueprint import Answer, bp
from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import page, see
from lms.core.web import actor


@bp.get("/quality")
@requires(Can.VERIFY)
def quality() -> Answer:
    """Decisions of others to look at, oldest first."""
    wanted = request.args.get("state", "")
    look = Look(wanted) if wanted in set(presenters.LOOKS) else Look.TO_LOOK_AT
    view = presenters.looks_page(db_session(), actor(), look=look, cursor=request.args.get("after", ""))
    return page("lms/assessments/quality.jinja", view)


@bp.route("/quality/<uuid:assessment_id>", methods=["GET", "POST"])
@changes(Can.VERIFY, looks=_l("to check that your evidence was marked fairly"))
def look(assessment_id: UUID) -> Answer:
    """Evidence and decision side by side: agree, or ask the assessor to look again."""
    case, assessment = queries.decided_case(db_session(), actor(), assessment_id) or abort(404)
    form = LookForm.read()
    act = services.ask_again if pressed("again") else services.agree
    if form.then(
        lambda: act(
            db_session(),
            case=case,
            assessment=assessment,
            comment=form.comment.data or "",
            by=actor(),
            seen=seen_version(),
        )
    ):
        said = (
            _("The assessor is asked to look again.")
            if act is services.ask_again
            else _("Agreed. The areas that are met are now verified.")
        )
        return see("assessments.quality", said=said)
    return page("lms/assessments/look.jinja", presenters.look_page(db_session(), case, assessment), form=form)
