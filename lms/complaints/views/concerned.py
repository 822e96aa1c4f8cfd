"""What whoever is concerned reads, once told, and their answer."""

from uuid import UUID

from flask import abort, request
from werkzeug.wrappers import Response

from lms.complaints import presenters, queries, rules, services
from lms.complaints.forms import AnswerForm
from lms.complaints.permissions import Can
from lms.complaints.views.blueprint import bp
from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor

__all__: list[str] = []


@bp.get("/account/matters")
@requires(Can.READ_OWN)
def own() -> Response:
    """Each complaint about one's own work of which one was told."""
    view = presenters.own_page(db_session(), actor().id, request.args.get("after", ""))
    return page("lms/complaints/own.jinja", view)


@bp.route("/account/matters/<uuid:complaint_id>", methods=["GET", "POST"])
@changes(Can.READ_OWN)
def answer(complaint_id: UUID) -> Response:
    """Answer it, or change the answer."""
    complaint, owner = queries.own(db_session(), actor(), complaint_id) or abort(404)
    form = AnswerForm.read(answer=complaint.answer)
    if form.then(
        lambda: services.answer(
            db_session(), complaint=complaint, words=str(form.answer.data), by=actor(), seen=seen_version()
        )
    ):
        return see("complaints.own", said=_("Saved. %(name)s is told to read it.", name=owner))
    view = presenters.answer_page(complaint, owner, rules.cannot_answer(complaint))
    return page("lms/complaints/answer.jinja", view, form=form)
