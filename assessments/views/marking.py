"""Marking: the queue, and one piece beside what is looked for."""

from collections.abc import Sequence
from uuid import UUID

from flask import abort, request

from assessments import queries, services
from assessments.forms import MarksForm, marks_form, pressed
from assessments.models import Area, FrameworkVersion
from assessments.permissions import Can
from assessments.presenters import marking as presenters
from assessments.queries.cases import Case
from assessments.queries.queues import Show
from assessments.views.blueprint import Answer, bp
from assessments.views.evidence import not_this_person
from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.errors import Refused
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import page, see
from lms.core.verdict import Verdict
from lms.core.web import actor


@bp.get("/marking")
@requires(Can.MARK)
def marking() -> Answer:
    """What waits for this assessor, longest waiting first."""
    wanted = request.args.get("state", "")
    show = Show(wanted) if wanted in set(Show) else Show.WAITING
    view = presenters.queue_page(db_session(), actor(), show=show, cursor=request.args.get("after", ""))
    return page("lms/assessments/marking.jinja", view)


@bp.route("/marking/<uuid:evidence_id>", methods=["GET", "POST"])
@changes(Can.MARK, looks=_l("to mark your evidence"))
def mark(evidence_id: UUID) -> Answer:
    """One piece: read or hear it, rate its areas, say what is strong and what would meet the rest."""
    case = queries.marking_case(db_session(), actor(), evidence_id) or abort(404)
    version = queries.pinned_version(db_session(), case.portfolio)
    areas = queries.offered_areas(db_session(), evidence_id)
    form = marks_form(version, areas, queries.latest_marks(db_session(), actor(), evidence_id))
    done = _mark(form, case, version, areas)
    return done or page(
        "lms/assessments/mark.jinja", presenters.mark_page(db_session(), actor(), case, version, areas), form=form
    )


@bp.route("/marking/not-this-person/<uuid:allocation_id>", methods=["GET", "POST"])
@changes(Can.MARK)
def not_this_trainee(allocation_id: UUID) -> Answer:
    """An assessor says that somebody else should mark. Nobody asks why."""
    return not_this_person(allocation_id, "assessments.marking", _("Marking"))


def _mark(form: MarksForm, case: Case, version: FrameworkVersion, areas: Sequence[Area]) -> Answer:
    """Where to go when the form was sent and worked, else None."""
    later, verdicts, seen = pressed("later"), list[Verdict](), seen_version()

    def act() -> None:
        marks = form.marks(version, areas)
        if later:
            services.save_for_later(db_session(), case=case, marks=marks, by=actor(), seen=seen)
        else:
            verdicts.append(services.decide(db_session(), case=case, marks=marks, by=actor(), seen=seen))

    if not form.then(act):
        return None
    for reason in (reason for verdict in verdicts for reason in verdict.reasons):
        form.blame(Refused(reason.text, field=reason.code))
    return None if form.failed else _after(case, later=later)


def _after(case: Case, *, later: bool) -> Answer:
    if later:
        return see(
            "assessments.mark",
            evidence_id=case.evidence.id,
            said=_("Saved for later. The trainee sees that you have begun."),
        )
    following = queries.next_to_mark(db_session(), actor()) if pressed("next") else None
    said = _("Decided. The trainee gets a message.")
    if following is not None:
        return see("assessments.mark", evidence_id=following, said=said)
    return see("assessments.marking", said=said)
