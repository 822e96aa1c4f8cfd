"""Supervision: that it happened."""

from datetime import date
from typing import cast
from uuid import UUID

from flask import abort

from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor
from lms.employment import queries, services
from lms.employment.forms import SupervisionForm
from lms.employment.models import SupervisionKind
from lms.employment.permissions import Can
from lms.employment.presenters.supervision import supervision as shown
from lms.employment.views.blueprint import Answer, bp

__all__: list[str] = []


@bp.get("/supervision")
@requires(Can.SEE_SUPERVISION)
def supervision() -> Answer:
    """The people I support, and the dates of my own supervision."""
    session, me = db_session(), actor()
    supports = me.can(Can.SUPERVISE)
    people = queries.supervised(session, me) if supports else []
    items = queries.supervisor_items(session, me) if supports else {}
    kept = queries.supervisions_of(session, supervisor=me.id) if supports else []
    own = queries.supervisions_of(session, supervisee=me.id)
    return page("lms/employment/supervision.jinja", shown(people, items, kept, own, supports=supports))


@bp.route("/supervision/<uuid:start_id>", methods=["GET", "POST"])
@changes(Can.SUPERVISE)
def record_supervision(start_id: UUID) -> Answer:
    """Record one session."""
    sheet = queries.supervised_sheet(db_session(), actor(), start_id) or abort(404)
    form = SupervisionForm.read()
    if form.then(
        lambda: services.record_supervision(
            db_session(),
            start=sheet.start,
            on=cast("date", form.on.data),
            kind=SupervisionKind(form.kind.data),
            by=actor(),
        )
    ):
        return see("employment.supervision", said=_("Recorded."))
    return page("lms/employment/record_supervision.jinja", sheet, form=form)
