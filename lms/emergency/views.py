"""Pages of emergencies: opening a record, reading it, looking back; and what its person reads of that."""

from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from lms.core import clock
from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.forms.form import seen_version
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import page, see
from lms.core.web import actor, runtime
from lms.emergency import presenters, queries, rules, services
from lms.emergency.forms import OpenForm, ReviewForm
from lms.emergency.permissions import Can
from lms.people.models import Person
from lms.people.proving import proving
from lms.people.reach import wholly_managed

__all__ = ["bp"]

bp = Blueprint("emergency", __name__)
LATER = "/admin/emergencies/<uuid:emergency_id>"


@bp.route("/admin/people/<uuid:person_id>/emergency", methods=["GET", "POST"])
@changes(Can.OPEN)
@proving
def ask(person_id: UUID) -> Response:
    """Say why a record has to be opened; then it is, and its person is told."""
    person, form = wholly_managed(db_session(), actor(), person_id) or abort(404), OpenForm.read()
    opened: list[UUID] = []
    if form.then(lambda: opened.append(_open(person, str(form.reason.data)))):
        return see("emergency.record", emergency_id=opened[0])
    return page("lms/emergency/ask.jinja", presenters.ask_page(db_session(), person, actor()), form=form)


def _open(person: Person, reason: str) -> UUID:
    return services.open_record(db_session(), person=person, reason=reason, by=actor()).id


@bp.get(LATER)
@requires(Can.OPEN, looks=_l("in an emergency"))
def record(emergency_id: UUID) -> Response:
    """What is held about the person, for whoever opened it, while it is open; what is theirs alone stays closed."""
    emergency, person = queries.opened_by(db_session(), actor(), emergency_id) or abort(404)
    if not rules.is_open(emergency.ends_at, clock.now()):
        return page("lms/emergency/over.jinja", presenters.RecordPage(emergency, person, []))
    view = presenters.record_page(db_session(), emergency, person, runtime().hooks)
    return page("lms/emergency/record.jinja", view)


@bp.get("/admin/emergencies")
@requires(Can.OPEN)
def emergencies() -> Response:
    """When records of one's people were opened, by whom, and what is still to be looked back at."""
    view = presenters.list_page(db_session(), actor(), cursor=request.args.get("after", ""))
    return page("lms/emergency/list.jinja", view)


@bp.route(f"{LATER}/review", methods=["GET", "POST"])
@changes(Can.OPEN, looks=_l("to look back at an emergency"))
def review(emergency_id: UUID) -> Response:
    """Why a record was opened; another administrator says whether that was right."""
    emergency, person = queries.looked_after(db_session(), actor(), emergency_id) or abort(404)
    form = ReviewForm.read()
    if form.then(
        lambda: services.review(
            db_session(),
            emergency=emergency,
            was_right=form.was_right.data == "yes",
            finding=str(form.finding.data),
            by=actor(),
            seen=seen_version(),
        )
    ):
        return see("emergency.emergencies", said=_("Saved. They can read it now."))
    view = presenters.review_page(db_session(), emergency, person, actor())
    return page("lms/emergency/review.jinja", view, form=form)


@bp.get("/account/emergencies")
@requires(Can.READ_OWN)
def own() -> Response:
    """Each time one's own record was opened in an emergency: by whom, why, and what was made of it."""
    return page("lms/emergency/own.jinja", presenters.own_page(db_session(), actor().id))
