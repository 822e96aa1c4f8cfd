"""Who marks whose work."""

from uuid import UUID

from flask import abort, request

from assessments import queries, services
from assessments.forms import AllocationForm
from assessments.permissions import Can
from assessments.presenters import allocations as presenters
from assessments.views.blueprint import Answer, bp
from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor


@bp.get("/marking/allocations")
@requires(Can.ALLOCATE)
def allocations() -> Answer:
    """Portfolios at this lead's nodes, and whether each has an assessor."""
    without = request.args.get("show") == "without"
    view = presenters.allocations_page(db_session(), actor(), without=without, cursor=request.args.get("after", ""))
    return page("lms/assessments/allocations.jinja", view)


@bp.route("/marking/allocations/<uuid:portfolio_id>", methods=["GET", "POST"])
@changes(Can.ALLOCATE)
def allocation(portfolio_id: UUID) -> Answer:
    """Choose an assessor for one person."""
    session = db_session()
    portfolio, trainee_id, name, node = queries.allocatable(session, actor(), portfolio_id) or abort(404)
    view = presenters.allocation_page(session, portfolio, trainee_id, name, node)
    form = AllocationForm.read()
    form.assessor.offer(view.choices)
    supporters = queries.supporters_of(session, node.path, trainee_id) if form.sent else frozenset()
    if form.then(
        lambda: services.allocate(
            session,
            portfolio=portfolio,
            trainee_id=trainee_id,
            assessor_id=UUID(form.assessor.data),
            supporters=supporters,
            by=actor(),
        )
    ):
        return see("assessments.allocations", said=_("An assessor is allocated and finds the work in their queue."))
    return page("lms/assessments/allocation.jinja", view, form=form)
