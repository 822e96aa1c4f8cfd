"""The pages: a copy of everything, and being erased; for oneself, and by an administrator."""

from functools import partial
from uuid import UUID

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as Answer

from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor, runtime
from lms.people.models import Person
from lms.people.proving import proving
from lms.privacy import queries, services, taking
from lms.privacy.forms import KEEP, EraseForm, EraseNowForm
from lms.privacy.permissions import Can
from lms.privacy.presenters import ErasePage, erase_page, erasures_page

__all__ = ["bp"]

bp = Blueprint("privacy", __name__)


def _own_page() -> ErasePage:
    person = db_session().get_one(Person, actor().id)
    return erase_page(db_session(), person, runtime().hooks, runtime().settings.erasure_days)


@bp.post("/account/data/copy")
@changes(Can.OWN_RIGHTS)
@partial(proving, back="people.own_data")
def copy() -> Answer:
    """Everything about oneself, as a zip that is made while it is sent."""
    parts = taking.take(db_session(), person_id=actor().id, runtime=runtime(), by=actor())
    reply = Response(parts, mimetype="application/zip")
    reply.headers["Content-Disposition"] = f'attachment; filename="{taking.NAME}"'
    return reply


@bp.get("/account/data/erase")
@requires(Can.OWN_RIGHTS)
def erase() -> Answer:
    """What being erased means, before anything is asked; and what is waiting."""
    return page("lms/privacy/erase.jinja", _own_page())


@bp.route("/account/data/erase/ask", methods=["GET", "POST"])
@changes(Can.OWN_RIGHTS)
@proving
def ask() -> Answer:
    """Ask to be erased."""
    form = EraseForm.read()
    if form.then(
        lambda: services.ask(
            db_session(),
            person_id=actor().id,
            keep_certificates=form.certificates.data == KEEP,
            runtime=runtime(),
            by=actor(),
        )
    ):
        return see("privacy.erase", said=_("You have asked to be erased. We have sent you a mail about it."))
    return page("lms/privacy/ask.jinja", _own_page(), form=form)


@bp.post("/account/data/erase/stop")
@changes(Can.OWN_RIGHTS)
def stop() -> Answer:
    """Stop it."""
    services.stop(db_session(), person_id=actor().id, by=actor())
    return see("privacy.erase", said=_("It is stopped. Nothing was erased."))


@bp.get("/admin/erasures")
@requires(Can.FOR_OTHERS)
def erasures() -> Answer:
    """Who waits to be erased, and which erasures were done last."""
    view = erasures_page(db_session(), actor(), request.args.get("after", ""))
    return page("lms/privacy/erasures.jinja", view)


@bp.route("/admin/people/<uuid:person_id>/erase", methods=["GET", "POST"])
@changes(Can.FOR_OTHERS)
@proving
def erase_other(person_id: UUID) -> Answer:
    """Erase somebody at once, who has asked for it in another way."""
    person = db_session().get(Person, person_id)
    if person is None or not queries.may_act_for(db_session(), actor(), person_id):
        abort(404)
    form = EraseNowForm.read()
    if form.then(
        lambda: services.erase_at_once(
            db_session(),
            person_id=person_id,
            reason=str(form.reason.data),
            keep_certificates=form.certificates.data == KEEP,
            runtime=runtime(),
            by=actor(),
        )
    ):
        return see("privacy.erasures", said=_("It is done. They are erased."))
    view = erase_page(db_session(), person, runtime().hooks, runtime().settings.erasure_days)
    return page("lms/privacy/erase_other.jinja", view, form=form)
