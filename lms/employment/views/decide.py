"""HR's decisions about a start."""

from datetime import date
from typing import cast
from uuid import UUID

from flask import abort

from lms.core.access import changes
from lms.core.db import db_session
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor
from lms.employment import gates, services
from lms.employment.forms import ConfirmForm, WaiverForm, WithdrawForm
from lms.employment.permissions import Can
from lms.employment.presenters import start as start_page
from lms.employment.rules import Eyes
from lms.employment.views.blueprint import Answer, bp, sheet_or_404

__all__: list[str] = []


@bp.route("/start/<uuid:start_id>/confirm", methods=["GET", "POST"])
@changes(Can.CONFIRM_STARTS)
def confirm(start_id: UUID) -> Answer:
    """Confirm a start."""
    sheet = sheet_or_404(start_id, Can.CONFIRM_STARTS)
    form = ConfirmForm.read()
    if form.then(lambda: services.confirm(db_session(), start=sheet.start, by=actor(), seen=seen_version())):
        return see(
            "employment.start",
            start_id=start_id,
            said=_("The start is confirmed. The line manager sets the first day next."),
        )
    one = gates.checklists(db_session(), [sheet], Eyes.HR)[0]
    return page("lms/employment/confirm.jinja", start_page.start(one, actor(), None), form=form)


@bp.route("/start/<uuid:start_id>/withdraw", methods=["GET", "POST"])
@changes(Can.CONFIRM_STARTS)
def withdraw(start_id: UUID) -> Answer:
    """Record that a start is not going ahead."""
    sheet = sheet_or_404(start_id, Can.CONFIRM_STARTS)
    form = WithdrawForm.read()
    if form.then(lambda: services.withdraw(db_session(), start=sheet.start, by=actor(), seen=seen_version())):
        return see("employment.start", start_id=start_id, said=_("Recorded: this start is not going ahead."))
    return page("lms/employment/withdraw.jinja", sheet, form=form)


@bp.route("/start/<uuid:start_id>/follow/<string:code>", methods=["GET", "POST"])
@changes(Can.CONFIRM_STARTS)
def agree_waiver(start_id: UUID, code: str) -> Answer:
    """Agree that one line may follow after the first day."""
    sheet = sheet_or_404(start_id, Can.CONFIRM_STARTS)
    one = gates.checklists(db_session(), [sheet], Eyes.HR)[0]
    line = next((line for line in one.lines if line.code == code), None) or abort(404)
    form = WaiverForm.read()
    if form.then(
        lambda: services.agree_waiver(
            db_session(),
            start=sheet.start,
            code=code,
            reason=str(form.reason.data),
            ends_on=cast("date", form.ends_on.data),
            by=actor(),
            seen=seen_version(),
        )
    ):
        return see(
            "employment.start",
            start_id=start_id,
            said=_("Agreed. Somebody else in HR confirms this start."),
            anchor=code,
        )
    return page("lms/employment/follow.jinja", sheet, form=form, line=line)
