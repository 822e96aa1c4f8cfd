"""Reflections: written or spoken for oneself, heard again, deleted."""

from uuid import UUID

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.drafts import forget_draft
from lms.core.errors import Refused
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.ui import see, url
from lms.core.web import actor, keep_despite_error, notice, runtime
from lms.core.web.headers import allow_microphone
from lms.core.web.sending import file_reply
from modules import queries, services
from modules.forms import ReflectionForm, reflection_form
from modules.models import ActivityKind
from modules.permissions import Can
from modules.presenters import trying
from modules.services import Recording
from modules.views.here import PATH, Here, here_is

__all__ = ["fresh", "mount"]


def mount(modules: Blueprint) -> None:
    """Add the routes."""
    modules.add_url_rule(f"{PATH}/reflect", "reflect", reflect, methods=["POST"])
    modules.add_url_rule(f"{PATH}/forget", "forget", forget, methods=["POST"])
    modules.add_url_rule(f"{PATH}/recording", "recording", recording)


def fresh(here: Here) -> tuple[object, ReflectionForm]:
    """What is kept already, and a form that holds it."""
    allow_microphone()
    kept = queries.reflections_of(db_session(), here.enrolment.id, here.activity.id)
    written = {f"p_{key}": row.text for key, row in kept.items()}
    return _kept(here, services.written(kept)), reflection_form(here.body["prompts"]).read(**written)


def _kept(here: Here, version: int) -> trying.Reflected:
    spoken = queries.spoken_of(db_session(), here.enrolment.id, here.activity.id)
    return trying.reflected(spoken[1] if spoken else None, version=version, most=runtime().settings.max_upload_mb)


@changes(Can.LEARN)
def reflect(enrolment_id: UUID, module_slug: str, activity_slug: str) -> AnyResponse:
    """Keep what one writes or says for oneself."""
    here = here_is(enrolment_id, module_slug, activity_slug, ActivityKind.REFLECTION)
    form = reflection_form(here.body["prompts"]).read()
    said = _("Saved, for your eyes only.")
    if form.then(lambda: _reflect(here, form)):
        pausing = "rest" in request.form
        return see("modules.rest", enrolment_id=enrolment_id, said=said) if pausing else here.on(said=said)
    _rescue(here, form)
    return here.show(fresh(here)[0], form)


def _rescue(here: Here, form: ReflectionForm) -> None:
    """A recording that has just been made is kept, although a text beside it was refused."""
    if form.recording.data and not form.recording.errors and not form.general_errors:
        try:
            _speak(here, form)
            keep_despite_error()
            notice(_("Your recording is kept. What else is needed stands below."))
        except Refused as refusal:
            form.blame(refusal)


def _reflect(here: Here, form: ReflectionForm) -> None:
    texts = {prompt["id"]: form[f"p_{prompt['id']}"].data or "" for prompt in here.body["prompts"]}
    services.reflect(
        db_session(),
        enrolment=here.enrolment,
        activity=here.activity,
        texts=texts,
        by=actor(),
        seen=seen_version(),
    )
    _speak(here, form)


def _speak(here: Here, form: ReflectionForm) -> None:
    sent = form.recording.data
    if sent:
        found = Recording(sent.stream, sent.filename, runtime().files, runtime().settings.max_upload_mb)
        services.speak(db_session(), enrolment=here.enrolment, activity=here.activity, recording=found, by=actor())


@changes(Can.LEARN)
def forget(enrolment_id: UUID, module_slug: str, activity_slug: str) -> AnyResponse:
    """Delete what one wrote and said for oneself."""
    here = here_is(enrolment_id, module_slug, activity_slug, ActivityKind.REFLECTION)
    services.forget(db_session(), enrolment=here.enrolment, activity=here.activity, store=runtime().files)
    at = url("modules.activity", enrolment_id=enrolment_id, module_slug=module_slug, activity_slug=activity_slug)
    forget_draft(db_session(), person_id=actor().id, place=at)
    return here.stay(said=_("Deleted. Nothing of it is kept."))


@requires(Can.LEARN)
def recording(enrolment_id: UUID, module_slug: str, activity_slug: str) -> Response:
    """What one said for oneself, to hear again; nobody else can open it."""
    here = here_is(enrolment_id, module_slug, activity_slug, ActivityKind.REFLECTION)
    found = queries.spoken_of(db_session(), here.enrolment.id, here.activity.id) or abort(404)
    return file_reply(found[1], runtime().files, save="save" in request.args)
