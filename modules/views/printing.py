"""Modules and session plans as PDFs: for who learns, for who teaches, for who leads."""

import logging
from uuid import UUID

from flask import Blueprint, Response, abort

from lms.core.access import requires
from lms.core.db import db_session
from lms.core.errors import NotReady, Refused
from lms.core.printing import Unprintable
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.web import actor, runtime
from modules import queries
from modules.models import Module, ProgrammeVersion
from modules.paper import pdf_of
from modules.permissions import Can
from modules.presenters import printing
from modules.presenters.printing import Pack, PlanSheet
from modules.rules import opens
from modules.views.learning import own_module

__all__ = ["mount"]

log = logging.getLogger("lms.modules")

COHORT = "/cohorts/<uuid:cohort_id>"


def mount(modules: Blueprint) -> None:
    """Add the routes."""
    modules.add_url_rule("/learn/<uuid:enrolment_id>/<module_slug>.pdf", "print_module", print_module)
    modules.add_url_rule(f"{COHORT}/packs/<module_slug>.pdf", "print_pack", print_pack)
    modules.add_url_rule(f"{COHORT}/plans/<module_slug>.pdf", "print_plan", print_plan)
    modules.add_url_rule("/programmes/<uuid:version_id>/<module_slug>.pdf", "print_version", print_version)


@requires(Can.LEARN)
def print_module(enrolment_id: UUID, module_slug: str) -> Response:
    """A module of one's own programme, once it is open."""
    mine, found = own_module(enrolment_id, module_slug)
    progress = queries.learnt(db_session(), mine.enrolment).progress
    if not opens(next(one for one in progress.modules if one.facts.id == found.id), enrolment_id).ok:
        abort(404)
    return _pdf(_pack(mine.programme, found))


@requires(Can.SEE_COHORTS)
def print_pack(cohort_id: UUID, module_slug: str) -> Response:
    """A module to hand out in a cohort."""
    return _pdf(_pack(*_taught(cohort_id, module_slug)))


@requires(Can.SEE_COHORTS)
def print_plan(cohort_id: UUID, module_slug: str) -> Response:
    """A session plan, to run a session from."""
    version, module = _taught(cohort_id, module_slug)
    plan = queries.plan_of(db_session(), module.id) or abort(404)
    return _pdf(printing.plan_sheet(version, module, plan))


@requires(Can.MANAGE_PROGRAMMES)
def print_version(version_id: UUID, module_slug: str) -> Response:
    """A module of any version, as it is handed out."""
    version = queries.version_for(db_session(), version_id) or abort(404)
    return _pdf(_pack(version, _module(version, module_slug)))


def _taught(cohort_id: UUID, slug: str) -> tuple[ProgrammeVersion, Module]:
    """A module of what is taught in one of the actor's cohorts; anything else is not found."""
    cohort = queries.cohort_for(db_session(), actor(), cohort_id) or abort(404)
    version = db_session().get_one(ProgrammeVersion, cohort.version_id)
    return version, _module(version, slug)


def _module(version: ProgrammeVersion, slug: str) -> Module:
    return queries.module_by_slug(db_session(), version.id, slug) or abort(404)


def _pack(version: ProgrammeVersion, module: Module) -> Pack:
    return printing.pack(version, module, queries.activities_of(db_session(), [module.id], beside=True))


def _pdf(view: Pack | PlanSheet) -> Response:
    """The print, to open in the browser; when it cannot be made, what to do instead."""
    try:
        content = pdf_of(view, runtime())
    except NotReady as problem:
        log.warning("cannot print: %s", problem.says)
        says = _("This service cannot print yet, but you can read everything on screen.")
        abort(503, f"{says} {_('Whoever looks after it can put that right.')} {problem.mend}")
    except Unprintable as problem:
        log.error("cannot print %s: %s", view.name, problem)  # noqa: TRY400 - what is wrong is in the words, not the code
        raise Refused(_l("This module cannot be printed at the moment. You can read all of it on screen.")) from None
    reply = Response(content, mimetype="application/pdf")
    reply.headers["Content-Disposition"] = f'inline; filename="{view.name}.pdf"'
    return reply
