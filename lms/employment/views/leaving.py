"""Recording that somebody has left, and putting right what was recorded."""

from datetime import date
from typing import cast
from uuid import UUID

from lms.core.access import changes
from lms.core.db import db_session
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import page, see
from lms.core.web import actor
from lms.employment import queries, services
from lms.employment.forms import CorrectionForm, LastDayForm, LeavingForm
from lms.employment.hats import hats_of
from lms.employment.last_days import Right, WhyCorrected
from lms.employment.lines import Sheet
from lms.employment.permissions import Can
from lms.employment.presenters import leaving as leaving_page
from lms.employment.views.blueprint import Answer, bp, sheet_or_404

__all__: list[str] = []


@bp.route("/start/<uuid:start_id>/leaving", methods=["GET", "POST"])
@changes(Can.RECORD_LEAVING, looks=_l("to read again what they wrote when you left"))
def leaving(start_id: UUID) -> Answer:
    """HR or the line manager records the last day; HR may write down why, and reads that again, and nobody else."""
    sheet = sheet_or_404(start_id, Can.RECORD_LEAVING)
    form = LeavingForm.read() if "hr" in hats_of(actor(), sheet) else LastDayForm.read()
    if form.then(lambda: _leave(sheet, form)):
        return see("employment.start", start_id=start_id, said=_("Recorded. They have been told by e-mail to look."))
    view = leaving_page.leaving(sheet, queries.own_reason(db_session(), actor(), start_id))
    return page("lms/employment/leaving.jinja", view, form=form)


@bp.route("/start/<uuid:start_id>/last-day", methods=["GET", "POST"])
@changes(Can.RECORD_LEAVING)
def last_day(start_id: UUID) -> Answer:
    """HR or the line manager puts right the last day that is recorded, or takes it back."""
    sheet, form = sheet_or_404(start_id, Can.RECORD_LEAVING), CorrectionForm.read()
    if form.then(lambda: _correct(sheet, form)):
        return see("employment.start", start_id=start_id, said=_("Changed. They have been told by e-mail to look."))
    return page("lms/employment/last_day.jinja", leaving_page.leaving(sheet, None), form=form)


def _correct(sheet: Sheet, form: CorrectionForm) -> None:
    session, why, seen = db_session(), WhyCorrected(form.why.data), seen_version()
    if form.right.data == Right.STAYS:
        services.take_back_leaving(session, start=sheet.start, why=why, by=actor(), seen=seen)
    else:
        day = form.last_day.data
        services.correct_last_day(session, start=sheet.start, last_day=day, why=why, by=actor(), seen=seen)


def _leave(sheet: Sheet, form: LastDayForm) -> None:
    services.leave(
        db_session(),
        start=sheet.start,
        last_day=cast("date", form.last_day.data),
        reason=(form.reason.data or "") if isinstance(form, LeavingForm) else "",
        by=actor(),
        seen=seen_version(),
    )
