"""Retention, for administrators: how long each kind of record is kept, holds, and the log of what went."""

from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from lms.core import clock
from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.db.classes import RetentionClass
from lms.core.errors import Refused
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import page, see
from lms.core.web import actor, runtime
from lms.people.queries import managed_person, person_by_email
from lms.plugins import RetentionRule
from lms.retention import presenters, queries, services
from lms.retention.forms import HoldForm, PeriodForm
from lms.retention.permissions import Can

__all__ = ["bp"]

bp = Blueprint("retention", __name__)


def _rules() -> tuple[RetentionRule, ...]:
    return queries.rules_of(runtime().hooks)


@bp.get("/admin/retention")
@requires(Can.MANAGE)
def classes() -> Response:
    """How long each kind of record is kept, and what is due."""
    return page("lms/retention/classes.jinja", presenters.classes_page(db_session(), _rules()))


@bp.route("/admin/retention/classes/<code>", methods=["GET", "POST"])
@changes(Can.MANAGE)
def one_class(code: str) -> Response:
    """One kind of record: what is due of it, and another period."""
    rules = _rules()
    kept = presenters.known(rules).get(code) or abort(404)
    shown = presenters.class_page(db_session(), rules, kept)
    given = {"number": shown.period.number, "unit": shown.period.unit.value} if shown.period else {}
    form = PeriodForm.read(**given)
    if form.then(lambda: _change(kept, rules, form)):
        return see("retention.one_class", code=code, said=_("The period is changed."))
    return page("lms/retention/one_class.jinja", shown, form=form)


def _change(kept: RetentionClass, rules: tuple[RetentionRule, ...], form: PeriodForm) -> None:
    services.change_period(
        db_session(),
        kept=kept,
        period=form.period(),
        reason=str(form.reason.data),
        rules=rules,
        sure=bool(form.sure.data),
        by=actor(),
        seen=seen_version(),
    )


@bp.get("/admin/retention/log")
@requires(Can.MANAGE)
def log() -> Response:
    """What was disposed of, newest first."""
    shown = presenters.log_page(db_session(), _rules(), request.args.get("after", ""))
    return page("lms/retention/log.jinja", shown)


@bp.route("/admin/retention/holds", methods=["GET", "POST"])
@changes(Can.HOLD, looks=_l("to look after what is kept about you for longer"))
def holds() -> Response:
    """Holds in force, and one more."""
    form = HoldForm.read(record=request.args.get("record", "")[:36])
    if form.then(lambda: _place(form)):
        return see("retention.holds", said=_("The hold is in force."))
    shown = presenters.holds_page(db_session(), actor(), request.args.get("after", ""))
    return page("lms/retention/holds.jinja", shown, form=form)


def _place(form: HoldForm) -> None:
    person_id, record_id = _by_address(form) if form.email.data else _by_record(form)
    services.place(
        db_session(),
        person_id=person_id,
        record_id=record_id,
        reason=str(form.reason.data),
        review_on=form.review_on.data or clock.today(),
        by=actor(),
    )


def _by_address(form: HoldForm) -> tuple[UUID, None]:
    if form.record.data:
        raise Refused(_l("Enter an e-mail address or the number of a record, not both."), field="email")
    found = person_by_email(db_session(), str(form.email.data))
    if found is None or managed_person(db_session(), actor(), found.id) is None:
        raise Refused(
            _l("Nobody whom you look after has this address. Check the spelling, or ask an administrator there."),
            field="email",
        )
    return found.id, None


def _by_record(form: HoldForm) -> tuple[UUID, UUID]:
    if not form.record.data:
        raise Refused(_l("Enter the e-mail address of a person, or the number of a record."), field="email")
    try:
        record_id = UUID(form.record.data)
    except ValueError:
        record_id = UUID(int=0)
    person_id = queries.person_of(db_session(), _rules(), record_id)
    if person_id is None or managed_person(db_session(), actor(), person_id) is None:
        raise Refused(
            _l("There is no such record of people whom you look after. Copy its number from a list of what is due."),
            field="record",
        )
    return person_id, record_id


@bp.post("/admin/retention/holds/<uuid:hold_id>/lift")
@changes(Can.HOLD)
def lift(hold_id: UUID) -> Response:
    """Let go of what is held."""
    services.lift(db_session(), held=queries.hold(db_session(), actor(), hold_id) or abort(404), by=actor())
    return see("retention.holds", said=_("The hold is lifted. What is due goes with the next run."))
