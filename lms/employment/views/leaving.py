"""Recording that somebody has left."""

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
from lms.employment.forms import LastDayForm, LeavingForm
from lms.employment.hats import hats_of
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


def _leave(sheet: Sheet, form: LastDayForm) -> None:
    services.leave(
        db_session(),
        start=sheet.start,
        last_day=cast("date", form.last_day.data),
        reason=(form.reason.data or "") if isinstance(form, LeavingForm) else "",
        by=actor(),
        seen=seen_version(),
    )
