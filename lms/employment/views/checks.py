"""Checks: HR's pages alone."""

from uuid import UUID

from flask import abort, request

from lms.audit.services import record
from lms.core import clock
from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import page, see
from lms.core.web import actor
from lms.employment import queries, rules, services
from lms.employment.content import handbook
from lms.employment.forms import CheckForm, NameForm
from lms.employment.models import CheckState
from lms.employment.permissions import Can
from lms.employment.presenters import checks as checks_page
from lms.employment.queries import CheckFilter
from lms.employment.services.checks import StepFacts
from lms.employment.views.blueprint import Answer, bp, uuid_from
from lms.people.models import Node, Person
from lms.people.queries import names, people_with_role, teams_to_choose
from lms.people.roles import Role

__all__: list[str] = []

LOOKS = _l("to run the checks for your start")


def _filters() -> CheckFilter:
    state, code = request.args.get("state", ""), request.args.get("code", "")
    return CheckFilter(
        state if state in set(CheckState) else "",
        code if code in handbook().checks else "",
        uuid_from(request.args.get("team", "")),
    )


@bp.get("/checks")
@requires(Can.RUN_CHECKS)
def checks() -> Answer:
    """All checks at my nodes, those waiting longest first."""
    filters = _filters()
    found = queries.checks_page(db_session(), actor(), filters, request.args.get("after", ""))
    teams = teams_to_choose(db_session(), actor().paths(Can.RUN_CHECKS))
    return page("lms/employment/checks.jinja", checks_page.checks(found.items, teams, filters, found.after, actor().id))


def _form(row: queries.CheckRow) -> CheckForm:
    check = row[0]
    state = rules.state_for(check, actor().id, clock.today())
    form = CheckForm.read(reference=check.reference, who_pays=check.who_pays)
    form.value.offer([(step.value, step.label) for step in rules.steps(handbook().check(check.code), state).values()])
    others = _in_hr(row) if state is CheckState.DECISION_NEEDED else ()
    form.second.offer([(str(person.id), person.chosen_name) for person in others if person.id != actor().id])
    return form


def _in_hr(row: queries.CheckRow) -> list[Person]:
    """Those in HR who may carry on this check: never the person themselves."""
    path = db_session().get_one(Node, row[1].node_id).path
    officers = people_with_role(db_session(), Role.HR, path, or_below=False)
    return [one for one in officers if one.id != row[1].person_id]


def _show(row: queries.CheckRow, form: CheckForm) -> Answer:
    inside = rules.inside(row[0], actor().id)
    events = queries.events_of(db_session(), row[0].id) if inside else ()
    called = names(db_session(), filter(None, (row[0].keeper_id, row[0].second_id)))
    return page("lms/employment/check.jinja", checks_page.check_page(row, events, called, actor().id), form=form)


@bp.get("/checks/<uuid:check_id>")
@requires(Can.RUN_CHECKS, looks=LOOKS)
def check(check_id: UUID) -> Answer:
    """One check. That it was opened is noted, whether or not there was an outcome to read: a note tells nothing."""
    row = queries.check_for(db_session(), actor(), check_id) or abort(404)
    record(db_session(), by=actor(), action="check.opened", subject=row[0], about=row[1].person_id, code=row[0].code)
    return _show(row, _form(row))


@bp.post("/checks/<uuid:check_id>")
@changes(Can.RUN_CHECKS, looks=LOOKS)
def record_step(check_id: UUID) -> Answer:
    """Record what has become of a check."""
    row = queries.check_for(db_session(), actor(), check_id) or abort(404)
    form = _form(row)
    if form.then(
        lambda: services.record_step(
            db_session(),
            check=row[0],
            start=row[1],
            value=form.value.data,
            facts=_facts(form),
            by=actor(),
            seen=seen_version(),
        )
    ):
        return see("employment.check", check_id=check_id, said=_("Saved."))
    return _show(row, form)


def _facts(form: CheckForm) -> StepFacts:
    return StepFacts(
        on=form.on.data,
        expires_on=form.expires_on.data,
        conditions=form.conditions.data or "",
        why_not_required=form.why_not_required.data or "",
        reference=form.reference.data or "",
        who_pays=form.who_pays.data or "",
        talked_on=form.talked_on.data,
        talk_declined=bool(form.talk_declined.data),
        second_id=uuid_from(form.second.data or ""),
        seconds={UUID(value) for value in form.second.listed()},
    )


@bp.route("/checks/<uuid:check_id>/keeper", methods=["GET", "POST"])
@changes(Can.RUN_CHECKS)
def name_keeper(check_id: UUID) -> Answer:
    """Say who in HR looks after a check."""
    row = queries.check_for(db_session(), actor(), check_id) or abort(404)
    people = _in_hr(row)
    allowed = {person.id for person in people}
    form = NameForm.read(person=str(row[0].keeper_id or actor().id))
    form.person.offer([(str(person.id), person.chosen_name) for person in people])
    if form.then(
        lambda: services.name_keeper(
            db_session(),
            check=row[0],
            start=row[1],
            keeper_id=UUID(form.person.data),
            allowed=allowed,
            by=actor(),
            seen=seen_version(),
        )
    ):
        return see("employment.check", check_id=check_id, said=_("Saved."))
    may = services.may_hand_over(row[0], allowed, actor())
    return page("lms/employment/keeper.jinja", row, form=form, may=may, title=handbook().check(row[0].code).title)


@bp.post("/checks/<uuid:check_id>/second/<any(agree,back):answer>")
@changes(Can.RUN_CHECKS)
def answer_second(check_id: UUID, answer: str) -> Answer:
    """The second person agrees that it is not going ahead, or gives it back."""
    row = queries.check_for(db_session(), actor(), check_id) or abort(404)
    services.answer_second(
        db_session(), check=row[0], start=row[1], agreed=answer == "agree", by=actor(), seen=seen_version()
    )
    return see("employment.check", check_id=check_id, said=_("Saved. Your colleague has been told to look."))


@bp.post("/checks/<uuid:check_id>/chase")
@changes(Can.RUN_CHECKS)
def chase(check_id: UUID) -> Answer:
    """Record a reminder, from the list or from the check's own page."""
    row = queries.check_for(db_session(), actor(), check_id) or abort(404)
    services.chase(db_session(), check=row[0], start=row[1], by=actor(), seen=seen_version())
    said = _("Recorded: chased today.")
    if request.args.get("back") != "list":
        return see("employment.check", check_id=check_id, said=said)
    filters = _filters()
    return see(
        "employment.checks",
        state=filters.state or None,
        code=filters.code or None,
        team=filters.team,
        said=said,
        anchor=f"c-{check_id}",
    )
