"""The way through a programme: the list, a module, a break, a pause, the glossary."""

from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor
from modules import queries, services
from modules.models import ENDED, Module
from modules.permissions import Can
from modules.presenters import learning
from modules.queries import Own

__all__ = ["mount", "own", "own_module"]


def mount(modules: Blueprint) -> None:
    """Add the routes."""
    modules.add_url_rule("/learn", "learn", learn)
    modules.add_url_rule("/learn/<uuid:enrolment_id>/pause", "pause", pause, methods=["POST"])
    modules.add_url_rule("/learn/<uuid:enrolment_id>/resume", "resume", resume, methods=["POST"])
    modules.add_url_rule("/learn/<uuid:enrolment_id>/break", "rest", rest)
    modules.add_url_rule("/learn/<uuid:enrolment_id>/glossary", "glossary", glossary)
    modules.add_url_rule("/learn/<uuid:enrolment_id>/<module_slug>", "module", module)


def own(enrolment_id: UUID) -> Own:
    """One's own enrolment; anything else is not found."""
    return queries.own_enrolment(db_session(), actor(), enrolment_id) or abort(404)


def own_module(enrolment_id: UUID, slug: str) -> tuple[Own, Module]:
    """A module of one's own programme; anything else is not found."""
    mine = own(enrolment_id)
    return mine, queries.module_by_slug(db_session(), mine.enrolment.version_id, slug) or abort(404)


@requires(Can.LEARN)
def learn() -> Response:
    """One's programmes: the current one, or another of them by its id, and where to go on."""
    mine = queries.own_programmes(db_session(), actor())
    wanted = request.args.get("programme", "")
    shown = next((one for one in mine if str(one.enrolment.id) == wanted), mine[0] if mine else None)
    if shown is None or (not wanted and shown.enrolment.state in ENDED):
        return page("lms/modules/not_enrolled.jinja", mine)
    learnt = queries.learnt(db_session(), shown.enrolment)
    return page("lms/modules/learn.jinja", learning.learn(shown, learnt, [one for one in mine if one is not shown]))


@requires(Can.LEARN)
def module(enrolment_id: UUID, module_slug: str) -> Response:
    """A module's front page."""
    mine, found = own_module(enrolment_id, module_slug)
    beside = queries.kinds_beside(db_session(), found.id)
    view = learning.module(mine, queries.learnt(db_session(), mine.enrolment), found, beside)
    return page("lms/modules/module.jinja", view)


@requires(Can.LEARN)
def glossary(enrolment_id: UUID) -> Response:
    """What words mean."""
    return page("lms/modules/glossary.jinja", own(enrolment_id))


@requires(Can.LEARN)
def rest(enrolment_id: UUID) -> Response:
    """Take a break: where one was, and what one may do about it."""
    mine = own(enrolment_id)
    return page("lms/modules/break.jinja", learning.resting(mine, queries.learnt(db_session(), mine.enrolment)))


@changes(Can.LEARN)
def pause(enrolment_id: UUID) -> Response:
    """Pause, without a reason."""
    services.pause(db_session(), enrolment=own(enrolment_id).enrolment, by=actor())
    return see(
        "modules.learn",
        programme=enrolment_id,
        said=_("Your learning is paused. Your place is held, and nobody will chase you."),
    )


@changes(Can.LEARN)
def resume(enrolment_id: UUID) -> Response:
    """Come back, to the very page one was on."""
    enrolment, said = own(enrolment_id).enrolment, _("Welcome back. Everything is where you left it.")
    services.resume(db_session(), enrolment=enrolment, by=actor())
    place = queries.learnt(db_session(), enrolment).progress.resume
    if place is None:
        return see("modules.learn", programme=enrolment_id, said=said)
    module_slug, activity_slug = place.module.slug, place.step.slug
    return see(
        "modules.activity",
        enrolment_id=enrolment_id,
        module_slug=module_slug,
        activity_slug=activity_slug,
        said=said,
    )
