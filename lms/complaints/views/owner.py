"""A complaint for its owner, step by step: tell, hold, close; hand over, and open again."""

from datetime import date
from typing import cast
from uuid import UUID

from werkzeug.wrappers import Response

from lms.complaints import presenters, queries, rules, services
from lms.complaints.forms import AgainForm, CloseForm, HandForm, HoldForm, TellForm
from lms.complaints.models import Complaint, Outcome
from lms.complaints.permissions import Can
from lms.complaints.views.blueprint import bp, mine, offer
from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import page, see
from lms.core.web import actor
from lms.people.models import Node

__all__: list[str] = []

ONE = "/matters/<uuid:complaint_id>"


@bp.get(ONE)
@requires(Can.KEEP, looks=_l("to look after a complaint"))
def one(complaint_id: UUID) -> Response:
    """What was said and told, and what can be done."""
    complaint, person, node = mine(complaint_id)
    view = presenters.complaint_page(db_session(), complaint, person, node)
    return page("lms/complaints/one.jinja", view)


@bp.route(f"{ONE}/tell", methods=["GET", "POST"])
@changes(Can.KEEP)
def tell(complaint_id: UUID) -> Response:
    """Tell the person concerned."""
    complaint, person, _node = mine(complaint_id)
    form = TellForm.read()
    if form.then(lambda: _tell(complaint, form)):
        return see(
            "complaints.one",
            complaint_id=complaint_id,
            said=_("They are told by e-mail that there is something to read."),
        )
    view = presenters.step_page(complaint, person, rules.cannot_tell(complaint))
    return page("lms/complaints/tell.jinja", view, form=form)


def _tell(complaint: Complaint, form: TellForm) -> None:
    told, support = str(form.told.data), str(form.support.data)
    services.tell(db_session(), complaint=complaint, told=told, support=support, by=actor(), seen=seen_version())


@bp.route(f"{ONE}/owner", methods=["GET", "POST"])
@changes(Can.KEEP)
def hand_over(complaint_id: UUID) -> Response:
    """Hand it over: whoever does reads it no more."""
    complaint, person, node = mine(complaint_id)
    form = HandForm.read()
    allowed = offer(form, queries.keepers(db_session(), node, but=[person.id, actor().id]))
    if form.then(lambda: _hand_over(complaint, form, allowed)):
        return see("complaints.kept", said=_("Handed over. You do not see it any more."))
    view = presenters.step_page(complaint, person)
    return page("lms/complaints/hand_over.jinja", view, form=form, anybody=bool(allowed))


def _hand_over(complaint: Complaint, form: HandForm, allowed: set[UUID]) -> None:
    owner_id = UUID(form.owner.data)
    services.hand_over(
        db_session(), complaint=complaint, owner_id=owner_id, allowed=allowed, by=actor(), seen=seen_version()
    )


@bp.route(f"{ONE}/hold", methods=["GET", "POST"])
@changes(Can.KEEP)
def hold(complaint_id: UUID) -> Response:
    """Put the placement on hold, once the person has been told."""
    complaint, person, node = mine(complaint_id)
    form = HoldForm.read()
    if form.then(lambda: _hold(complaint, node, form)):
        return see("complaints.one", complaint_id=complaint_id, said=_("The placement is on hold. Learning goes on."))
    view = presenters.step_page(complaint, person, rules.cannot_hold(complaint))
    return page("lms/complaints/hold.jinja", view, form=form)


def _hold(complaint: Complaint, node: Node, form: HoldForm) -> None:
    services.hold(
        db_session(),
        complaint=complaint,
        node=node,
        reason=str(form.reason.data),
        review_on=cast("date", form.review_on.data),
        by=actor(),
        seen=seen_version(),
    )


@bp.post(f"{ONE}/lift")
@changes(Can.KEEP)
def lift(complaint_id: UUID) -> Response:
    """Let the placement go on."""
    complaint, _person, _node = mine(complaint_id)
    services.lift(db_session(), complaint=complaint, by=actor())
    return see("complaints.one", complaint_id=complaint_id, said=_("The hold is lifted."))


@bp.route(f"{ONE}/close", methods=["GET", "POST"])
@changes(Can.KEEP)
def close(complaint_id: UUID) -> Response:
    """Say what became of it."""
    complaint, person, _node = mine(complaint_id)
    form = CloseForm.read()
    if form.then(lambda: _close(complaint, form)):
        return see("complaints.one", complaint_id=complaint_id, said=_("Closed. They are told by e-mail to look."))
    view = presenters.step_page(complaint, person, rules.cannot_close(complaint))
    return page("lms/complaints/close.jinja", view, form=form)


def _close(complaint: Complaint, form: CloseForm) -> None:
    services.close(
        db_session(),
        complaint=complaint,
        outcome=Outcome(form.outcome.data),
        decision=str(form.decision.data),
        reasons=str(form.reasons.data),
        by=actor(),
        seen=seen_version(),
    )


@bp.route(f"{ONE}/again", methods=["GET", "POST"])
@changes(Can.KEEP)
def open_again(complaint_id: UUID) -> Response:
    """Open a closed one again, for half an hour and a reason."""
    complaint, person, _node = mine(complaint_id)
    form = AgainForm.read()
    if form.then(
        lambda: services.open_again(
            db_session(), complaint=complaint, why=form.why.data, by=actor(), seen=seen_version()
        )
    ):
        return see("complaints.one", complaint_id=complaint_id)
    view = presenters.step_page(complaint, person, rules.cannot_open(complaint))
    return page("lms/complaints/again.jinja", view, form=form)
