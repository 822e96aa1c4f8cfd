"""The way through a programme: the list, a module, a pause, the glossary."""

from uuid import UUID

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor
from modules import queries, services
from modules.models import Enrolment, Module, ProgrammeVersion
from modules.permissions import Can
from modules.presenters import learning

__all__ = ["mount", "own_module"]


def mount(modules: Blueprint) -> None:
    """Add the routes."""
    modules.add_url_rule("/learn", "learn", learn)
    modules.add_url_rule("/learn/<uuid:enrolment_id>/pause", "pause", pause, methods=["POST"])
    modules.add_url_rule("/learn/<uuid:enrolment_id>/resume", "resume", resume, methods=["POST"])
    modules.add_url_rule("/learn/<uuid:enrolment_id>/glossary", "glossary", glossary)
    modules.add_url_rule("/learn/<uuid:enrolment_id>/<module_slug>", "module", module)


def own(enrolment_id: UUID) -> Enrolment:
    """One's own enrolment; anything else is not found."""
    return queries.own_enrolment(db_session(), actor(), enrolment_id) or abort(404)


def own_module(enrolment_id: UUID, slug: str) -> tuple[Enrolment, Module]:
    """A module of one's own programme; anything else is not found."""
    enrolment = own(enrolment_id)
    return enrolment, queries.module_by_slug(db_session(), enrolment.version_id, slug) or abort(404)


@requires(Can.LEARN)
def learn() -> Response:
    """One's programme, and where to go on."""
    enrolment = queries.current_enrolment(db_session(), actor().id)
    if enrolment is None:
        return page("lms/modules/not_enrolled.jinja")
    return page("lms/modules/learn.jinja", learning.learn(db_session(), enrolment))


@requires(Can.LEARN)
def module(enrolment_id: UUID, module_slug: str) -> Response:
    """A module's front page."""
    enrolment, found = own_module(enrolment_id, module_slug)
    return page("lms/modules/module.jinja", learning.module(db_session(), enrolment, found))


@requires(Can.LEARN)
def glossary(enrolment_id: UUID) -> Response:
    """What words mean."""
    version = db_session().get_one(ProgrammeVersion, own(enrolment_id).version_id)
    return page("lms/modules/glossary.jinja", version)


@changes(Can.LEARN)
def pause(enrolment_id: UUID) -> Response:
    """Pause, without a reason."""
    services.pause(db_session(), enrolment=own(enrolment_id), by=actor())
    return see("modules.learn", said=_("Your learning is paused. Your place is held, and nobody will chase you."))


@changes(Can.LEARN)
def resume(enrolment_id: UUID) -> Response:
    """Come back."""
    services.resume(db_session(), enrolment=own(enrolment_id), by=actor())
    return see("modules.learn", said=_("Welcome back. Everything is where you left it."))
