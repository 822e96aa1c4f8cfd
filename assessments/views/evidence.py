"""My evidence: the plan, writing or speaking a piece, sending it, trying again."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from flask import abort, request

from assessments import queries, services
from assessments.forms import EvidenceForm, pressed
from assessments.kinds import AS_ADDED, OWN, choosable
from assessments.models import Area, Evidence, EvidenceState, PlanPiece, Way
from assessments.permissions import Can
from assessments.presenters import evidence as presenters
from assessments.queries.cases import Case
from assessments.services import Shelf
from assessments.views.blueprint import Answer, bp
from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.errors import Refused
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import page, see, url
from lms.core.web import actor, keep_despite_error, notice, runtime
from lms.core.web.headers import allow_microphone
from lms.core.web.sending import file_reply


@bp.get("/evidence")
@requires(Can.OFFER_EVIDENCE)
def plan() -> Answer:
    """The plan: its pieces, where each stands, what comes next."""
    record = queries.record_of(db_session(), actor().id)
    return page("lms/assessments/plan.jinja", presenters.plan_page(db_session(), record) if record else None)


@bp.route("/evidence/new", methods=["GET", "POST"])
@changes(Can.OFFER_EVIDENCE)
def new_evidence() -> Answer:
    """Begin a piece of the plan (`?piece=P1`), or something else."""
    portfolio, version = queries.own_portfolio(db_session(), actor().id) or abort(404)
    plan_piece = wanted_piece(version.id)
    begun = queries.newest_of_piece(db_session(), portfolio.id, plan_piece.id) if plan_piece else None
    if begun is not None and request.method == "GET":
        return see("assessments.piece", evidence_id=begun.id)
    form = _new_form(queries.core_areas(db_session(), version.id), plan_piece)
    begin = partial(services.start, db_session(), portfolio=portfolio, piece=plan_piece, by=actor())
    kept = _keep(form, begin)
    if kept is not None:
        return _send(form, kept)
    view = presenters.new_page(plan_piece, runtime().settings.max_upload_mb)
    return _rescue(form, begin) or _writing(form, view, url("assessments.new_evidence", **request.args))


@bp.route("/evidence/<uuid:evidence_id>", methods=["GET", "POST"])
@changes(Can.OFFER_EVIDENCE)
def piece(evidence_id: UUID) -> Answer:
    """A draft to go on with, or what was sent and what was said about it."""
    case = queries.own_case(db_session(), actor(), evidence_id) or abort(404)
    evidence = case.evidence
    if request.method == "GET" and evidence.state is not EvidenceState.DRAFT:
        return page("lms/assessments/read.jinja", presenters.read_page(db_session(), case))
    areas = queries.core_areas(db_session(), case.portfolio.framework_version_id)
    offered = queries.offered_areas(db_session(), evidence_id)
    form = _form(
        areas,
        evidence.way,
        kind=AS_ADDED if evidence.way in OWN else evidence.way,
        happened_on=evidence.happened_on,
        observer=evidence.observer or "",
        title=evidence.title,
        text=evidence.text,
        areas=[str(area.id) for area in offered],
        authentic=evidence.authentic,
        anonymised=evidence.anonymised,
    )
    kept = _keep(form, lambda: evidence, seen_version())
    return _send(form, kept) if kept is not None else _rescue(form, lambda: evidence) or _write(form, case)


@bp.post("/evidence/<uuid:evidence_id>/again")
@changes(Can.OFFER_EVIDENCE)
def again(evidence_id: UUID) -> Answer:
    """A new attempt; the earlier stays."""
    case = queries.own_case(db_session(), actor(), evidence_id) or abort(404)
    newer = services.try_again(db_session(), evidence=case.evidence, by=actor())
    return see(
        "assessments.piece",
        evidence_id=newer.id,
        said=_("This is a new attempt. What you sent before is kept as it was."),
    )


@bp.get("/evidence/<uuid:evidence_id>/file")
@requires(Can.OPEN_FILE, looks=_l("to look at what you sent as evidence"))
def file(evidence_id: UUID) -> Answer:
    """The file of a piece, for its owner, its assessor, or a quality assurer of its decision."""
    found = queries.file_for(db_session(), actor(), evidence_id) or abort(404)
    return file_reply(found, runtime().files, save="save" in request.args)


@bp.route("/evidence/not-this-person/<uuid:allocation_id>", methods=["GET", "POST"])
@changes(Can.OFFER_EVIDENCE)
def not_this_assessor(allocation_id: UUID) -> Answer:
    """A trainee says that somebody else should mark. Nobody asks why."""
    return not_this_person(allocation_id, "assessments.plan", _("Your evidence"))


def not_this_person(allocation_id: UUID, back: str, back_to: str) -> Answer:
    """Either side's page: one button, no reason."""
    allocation, trainee_id, name = queries.own_allocation(db_session(), actor(), allocation_id) or abort(404)
    if request.method == "POST":
        services.not_this_person(db_session(), allocation=allocation, trainee_id=trainee_id)
        return see(back, said=_("Done. Everybody else sees only “not available”."))
    return page("lms/assessments/not_this_person.jinja", name=name, back_endpoint=back, back_to=back_to)


def wanted_piece(version_id: UUID) -> PlanPiece | None:
    """The piece of the plan that the address names (`?piece=P1`), or None; not found when there is no such piece."""
    code = request.args.get("piece", "")
    return (queries.piece_by_code(db_session(), version_id, code) or abort(404)) if code else None


def _new_form(areas: Sequence[Area], plan_piece: PlanPiece | None) -> EvidenceForm:
    wanted = plan_piece.areas if plan_piece else [request.args.get("area", "")]
    chosen = [str(area.id) for area in areas if area.code in wanted]
    return _form(areas, kind=AS_ADDED, title=plan_piece.title if plan_piece else "", areas=chosen)


def _form(listed: Sequence[Area], way: str = Way.TEXT, /, **given: object) -> EvidenceForm:
    form = EvidenceForm.read(**given)
    form.offer_kinds(choosable(way))
    form.areas.offer(presenters.area_choices(listed))
    return form


def _keep(form: EvidenceForm, begin: Callable[[], Evidence], seen: int | None = None) -> Evidence | None:
    """The evidence with what the form says saved in it; None when the form was not sent or cannot be saved."""
    kept: list[Evidence] = []

    def act() -> None:
        evidence = begin()
        shelf = Shelf(runtime().files, runtime().settings.max_upload_mb)
        services.save_draft(db_session(), evidence=evidence, draft=form.draft(), shelf=shelf, by=actor(), seen=seen)
        kept.append(evidence)

    return kept[0] if form.then(act) else None


def _rescue(form: EvidenceForm, begin: Callable[[], Evidence]) -> Answer | None:
    """The page of the piece with its file kept, when only something else about the form is wrong; else None."""
    if form.rescuable is None:
        return None
    try:
        evidence, shelf = begin(), Shelf(runtime().files, runtime().settings.max_upload_mb)
        services.save_file(db_session(), evidence=evidence, file=form.rescuable, shelf=shelf, by=actor())
    except Refused as refusal:
        form.blame(refusal)
        return None
    keep_despite_error()
    notice(_("Your file is kept. What else is needed stands below."))
    return _write(form, queries.own_case(db_session(), actor(), evidence.id) or abort(404))


def _send(form: EvidenceForm, evidence: Evidence) -> Answer:
    """Send what has just been saved, unless the other button was pressed. What is missing is said beside its field."""
    if pressed("link"):
        return see("assessments.link", evidence_id=evidence.id, said=_("Saved as a draft. Now choose what to link."))
    if pressed("later"):
        return see(
            "assessments.piece",
            evidence_id=evidence.id,
            said=_("Saved as a draft. Nobody else sees it until you send it."),
        )
    verdict = services.submit(db_session(), evidence=evidence, by=actor())
    if verdict.ok:
        return see(
            "assessments.plan", said=_("Sent. Your assessor reads or hears it next, and you will get a message.")
        )
    keep_despite_error()  # or a recording that has just been made would be lost over a missing tick
    for reason in verdict.reasons:
        form.blame(Refused(reason.text, field=reason.code))
    return _write(form, queries.own_case(db_session(), actor(), evidence.id) or abort(404))


def _write(form: EvidenceForm, case: Case) -> Answer:
    view = presenters.write_page(db_session(), case, runtime().settings.max_upload_mb)
    return _writing(form, view, url("assessments.piece", evidence_id=case.evidence.id))


def _writing(form: EvidenceForm, view: presenters.WritePage, action: str) -> Answer:
    allow_microphone()
    return page("lms/assessments/write.jinja", view, form=form, action=action)
