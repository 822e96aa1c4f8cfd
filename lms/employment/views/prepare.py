"""Getting a start ready: ticking lines, naming people, setting the date."""

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
from lms.employment import queries, services
from lms.employment.forms import DateForm, NameForm
from lms.employment.hats import hats_of
from lms.employment.permissions import Can
from lms.employment.views.blueprint import Answer, bp, sheet_or_404
from lms.people.models import Person
from lms.people.queries import people_with_role
from lms.people.roles import Role

__all__: list[str] = []


@bp.post("/start/<uuid:start_id>/lines/<string:code>/<any(done,again):what>")
@changes(Can.TICK_ITEMS)
def tick(start_id: UUID, code: str, what: str) -> Answer:
    """Mark a line of mine as done, or as to do again."""
    sheet = queries.reachable_sheet(db_session(), actor(), start_id) or abort(404)
    item, hats = sheet.items.get(code) or abort(404), hats_of(actor(), sheet)
    services.tick(db_session(), start=sheet.start, item=item, done=what == "done", hats=hats, by=actor())
    if "trainee" in hats:
        return see("employment.mine", said=_("Saved."), anchor=code)
    if hats == {"supervisor"}:
        return see("employment.supervision", said=_("Saved."))
    return see("employment.start", start_id=start_id, said=_("Saved."), anchor=code)


def _choices(form: NameForm, people: list[Person]) -> set[UUID]:
    form.person.offer([(str(person.id), person.chosen_name) for person in people])
    return {person.id for person in people}


@bp.route("/start/<uuid:start_id>/manager", methods=["GET", "POST"])
@changes(Can.CONFIRM_STARTS)
def name_manager(start_id: UUID) -> Answer:
    """HR names the line manager."""
    sheet = sheet_or_404(start_id, Can.CONFIRM_STARTS)
    form = NameForm.read(person=str(sheet.start.manager_id or ""))
    allowed = _choices(form, people_with_role(db_session(), Role.MANAGER, sheet.path))
    if form.then(
        lambda: services.name_manager(
            db_session(),
            start=sheet.start,
            manager_id=UUID(form.person.data),
            allowed=allowed,
            by=actor(),
            seen=seen_version(),
        )
    ):
        return see("employment.start", start_id=start_id, said=_("The line manager is named."))
    return page(
        "lms/employment/name.jinja", sheet, form=form, heading=_("Line manager for %(name)s", name=sheet.person)
    )


@bp.route("/start/<uuid:start_id>/supervisor", methods=["GET", "POST"])
@changes(Can.PREPARE_STARTS)
def name_supervisor(start_id: UUID) -> Answer:
    """The line manager names the peer supervisor."""
    sheet = sheet_or_404(start_id, Can.PREPARE_STARTS)
    form = NameForm.read(person=str(sheet.start.supervisor_id or ""))
    allowed = _choices(form, people_with_role(db_session(), Role.SUPERVISOR, sheet.path))
    if form.then(
        lambda: services.name_supervisor(
            db_session(),
            start=sheet.start,
            supervisor_id=UUID(form.person.data),
            allowed=allowed,
            by=actor(),
            seen=seen_version(),
        )
    ):
        return see("employment.start", start_id=start_id, said=_("The peer supervisor is named."))
    return page(
        "lms/employment/name.jinja", sheet, form=form, heading=_("Peer supervisor for %(name)s", name=sheet.person)
    )


@bp.route("/start/<uuid:start_id>/date", methods=["GET", "POST"])
@changes(Can.PREPARE_STARTS)
def set_date(start_id: UUID) -> Answer:
    """The line manager sets the first day, once HR has confirmed."""
    sheet = sheet_or_404(start_id, Can.PREPARE_STARTS)
    form = DateForm.read(day=sheet.start.start_date)
    if form.then(
        lambda: services.set_date(
            db_session(), start=sheet.start, day=cast("date", form.day.data), by=actor(), seen=seen_version()
        )
    ):
        return see(
            "employment.start",
            start_id=start_id,
            said=_("The start date is set. They have been told by e-mail to look."),
        )
    return page("lms/employment/date.jinja", sheet, form=form)


@bp.post("/start/<uuid:start_id>/begun")
@changes(Can.PREPARE_STARTS)
def begin(start_id: UUID) -> Answer:
    """The first day has come."""
    sheet = sheet_or_404(start_id, Can.PREPARE_STARTS)
    services.begin(db_session(), start=sheet.start, by=actor())
    return see("employment.start", start_id=start_id, said=_("Recorded: they have started."))
