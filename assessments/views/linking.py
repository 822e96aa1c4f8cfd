"""Linking something already done: choose it, read what would be copied, link it."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, request

from assessments import queries, services
from assessments.forms import LinkForm
from assessments.models import Evidence, EvidenceState
from assessments.permissions import Can
from assessments.presenters import linking as presenters
from assessments.views.blueprint import Answer, bp
from assessments.views.evidence import wanted_piece
from lms.core.access import changes
from lms.core.db import db_session
from lms.core.text import gettext as _
from lms.core.ui import below_home, page, see
from lms.core.web import actor
from lms.plugins import LinkableItem


@bp.route("/evidence/link", methods=["GET", "POST"])
@changes(Can.OFFER_EVIDENCE)
def link_new() -> Answer:
    """Begin a piece of the plan (`?piece=P1`), or something else, with something already done (`?item=`)."""
    portfolio, version = queries.own_portfolio(db_session(), actor().id) or abort(404)
    piece = wanted_piece(version.id)
    begun = queries.newest_of_piece(db_session(), portfolio.id, piece.id) if piece else None
    if begun is not None and request.method == "GET":
        return see("assessments.piece", evidence_id=begun.id)
    target = presenters.Target("assessments.link_new", {"piece": piece.code if piece else None})
    return _link(target, lambda: services.start(db_session(), portfolio=portfolio, piece=piece, by=actor()))


@bp.route("/evidence/<uuid:evidence_id>/link", methods=["GET", "POST"])
@changes(Can.OFFER_EVIDENCE)
def link(evidence_id: UUID) -> Answer:
    """Link something already done (`?item=`) to a draft."""
    case = queries.own_case(db_session(), actor(), evidence_id) or abort(404)
    if request.method == "GET" and case.evidence.state is not EvidenceState.DRAFT:
        return see("assessments.piece", evidence_id=evidence_id)
    return _link(presenters.Target("assessments.link", {"evidence_id": evidence_id}), lambda: case.evidence)


def _link(target: presenters.Target, begin: Callable[[], Evidence]) -> Answer:
    items = queries.linkable(db_session(), actor().id)
    wanted = request.args.get("item", "")
    if not wanted and request.method == "GET":
        return page("lms/assessments/link.jinja", presenters.choose_page(target, items))
    item = next((item for item in items if item.key == wanted), None) or abort(404)
    kept: list[Evidence] = []
    form = LinkForm.read()
    if form.then(lambda: kept.append(_keep(begin(), item, shared=bool(form.shared.data)))):
        said = _("Linked. The copy is in your draft, and nobody else sees it until you send it.")
        return see("assessments.piece", evidence_id=kept[0].id, said=said)
    return page("lms/assessments/link_this.jinja", presenters.this_page(target, item), form=form)


def _keep(evidence: Evidence, item: LinkableItem, *, shared: bool) -> Evidence:
    path = below_home(item.link)
    services.link(db_session(), evidence=evidence, item=item, path=path, shared=shared, by=actor())
    return evidence
