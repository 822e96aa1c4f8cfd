"""The list of what one looks after, and writing a complaint down."""

from datetime import date
from typing import cast
from uuid import UUID

from flask import abort, request
from werkzeug.wrappers import Response

from lms.complaints import presenters, queries, services
from lms.complaints.forms import WriteForm
from lms.complaints.models import Source
from lms.complaints.permissions import Can
from lms.complaints.views.blueprint import bp, offer
from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.forms import seen_version
from lms.core.forms.fields import clean
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor
from lms.people.models import Node, Person

__all__: list[str] = []


@bp.get("/matters")
@requires(Can.KEEP)
def kept() -> Response:
    """What one looks after oneself, open or closed; and how many have nobody any more."""
    closed = request.args.get("state") == "closed"
    view = presenters.kept_page(db_session(), actor(), closed=closed, cursor=request.args.get("after", ""))
    return page("lms/complaints/kept.jinja", view)


@bp.get("/matters/new")
@requires(Can.KEEP)
def whom() -> Response:
    """About whose work it is."""
    search = (clean(request.args.get("q")) or "")[:100]
    found = queries.people_near(db_session(), actor(), search=search, cursor=request.args.get("after", ""))
    return page("lms/complaints/whom.jinja", found, search=search)


@bp.route("/matters/about/<uuid:person_id>", methods=["GET", "POST"])
@changes(Can.KEEP)
def write(person_id: UUID) -> Response:
    """Write a complaint down, for its owner."""
    person = queries.person_near(db_session(), actor(), person_id) or abort(404)
    node = queries.place_of(db_session(), actor(), person_id) or abort(404)
    form = WriteForm.read(owner=str(actor().id))
    allowed = offer(form, queries.keepers(db_session(), node, but=[person_id]))
    if form.then(lambda: _write(form, person, node, allowed)):
        return see("complaints.kept", said=_("Saved. Only whoever looks after it reads it from now on."))
    return page("lms/complaints/write.jinja", person, form=form)


def _write(form: WriteForm, person: Person, node: Node, allowed: set[UUID]) -> None:
    services.write_down(
        db_session(),
        person_id=person.id,
        node_id=node.id,
        owner_id=UUID(form.owner.data),
        allowed=allowed,
        source=Source(form.source.data),
        came_in=cast("date", form.came_in.data),
        said=str(form.said.data),
        by=actor(),
    )


@bp.post("/matters/<uuid:complaint_id>/take")
@changes(Can.KEEP)
def take_over(complaint_id: UUID) -> Response:
    """Look after one that nobody reads any more."""
    complaint = queries.lost(db_session(), actor(), complaint_id) or abort(404)
    services.take_over(db_session(), complaint=complaint, by=actor(), seen=seen_version())
    return see("complaints.one", complaint_id=complaint_id, said=_("You look after this now."))
