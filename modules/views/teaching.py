"""Trainers' and leads' pages: cohorts, session plans, programmes."""

from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from lms.core import clock
from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor
from lms.people.queries import nodes_at
from modules import queries, services
from modules.forms import CohortForm, ReviewersForm
from modules.models import Cohort, Module, ProgrammeVersion
from modules.permissions import Can
from modules.presenters import leading

__all__ = ["mount"]

VERSION = "/programmes/<uuid:version_id>"


def mount(modules: Blueprint) -> None:
    """Add the routes."""
    modules.add_url_rule("/cohorts", "cohorts", cohorts)
    modules.add_url_rule("/cohorts/<uuid:cohort_id>", "cohort", cohort)
    modules.add_url_rule("/cohorts/<uuid:cohort_id>/plans/<module_slug>", "plan", plan)
    modules.add_url_rule("/programmes", "programmes", programmes)
    modules.add_url_rule(VERSION, "version", version)
    modules.add_url_rule(f"{VERSION}/publish", "publish", publish, methods=["POST"])
    modules.add_url_rule(f"{VERSION}/cohorts/new", "new_cohort", new_cohort, methods=["GET", "POST"])
    modules.add_url_rule(f"{VERSION}/<module_slug>/reviewers", "reviewers", reviewers, methods=["GET", "POST"])


def _cohort(cohort_id: UUID) -> Cohort:
    return queries.cohort_for(db_session(), actor(), cohort_id) or abort(404)


def _version(version_id: UUID) -> ProgrammeVersion:
    return queries.version_for(db_session(), version_id) or abort(404)


@requires(Can.SEE_COHORTS)
def cohorts() -> Response:
    """The cohorts of one's own nodes."""
    return page("lms/modules/cohorts.jinja", leading.cohorts(db_session(), actor(), request.args.get("after", "")))


@requires(Can.SEE_COHORTS)
def cohort(cohort_id: UUID) -> Response:
    """Who is in a cohort, how far they are, and who may welcome a call."""
    return page("lms/modules/cohort.jinja", leading.cohort(db_session(), _cohort(cohort_id)))


@requires(Can.SEE_COHORTS)
def plan(cohort_id: UUID, module_slug: str) -> Response:
    """A session plan, to print and run."""
    found = _cohort(cohort_id)
    module = queries.module_by_slug(db_session(), found.version_id, module_slug) or abort(404)
    shown = leading.plan(db_session(), found, module) or abort(404)
    return page("lms/modules/session-plan.jinja", shown)


@requires(Can.MANAGE_PROGRAMMES)
def programmes() -> Response:
    """Every programme and version."""
    return page("lms/modules/programmes.jinja", leading.programmes(db_session(), actor()))


@requires(Can.MANAGE_PROGRAMMES)
def version(version_id: UUID) -> Response:
    """One version, its modules, and what stands in the way of publishing."""
    return page("lms/modules/version.jinja", leading.version(db_session(), _version(version_id)))


@changes(Can.MANAGE_PROGRAMMES)
def publish(version_id: UUID) -> Response:
    """Publish a version for good."""
    services.publish(db_session(), version=_version(version_id), by=actor(), seen=seen_version())
    return see("modules.version", version_id=version_id, said=_("Published. It will not change from now on."))


@changes(Can.MANAGE_PROGRAMMES)
def new_cohort(version_id: UUID) -> Response:
    """Add a cohort."""
    found, form = _version(version_id), CohortForm.read()
    form.node.offer(
        [(str(node.id), node.name) for node in nodes_at(db_session(), actor().paths(Can.MANAGE_PROGRAMMES))]
    )
    if form.then(lambda: _add(found, form)):
        return see("modules.cohorts", said=_("The cohort is there."))
    return page("lms/modules/new_cohort.jinja", found, form=form)


def _add(found: ProgrammeVersion, form: CohortForm) -> Cohort:
    return services.add_cohort(
        db_session(),
        version=found,
        name=str(form.name.data),
        node_id=UUID(form.node.data),
        starts_on=form.starts_on.data or clock.today(),
        ends_on=form.ends_on.data or clock.today(),
        capacity=int(form.capacity.data or 0),
        by=actor(),
    )


@changes(Can.MANAGE_PROGRAMMES)
def reviewers(version_id: UUID, module_slug: str) -> Response:
    """Record who has reviewed a module."""
    found = queries.module_by_slug(db_session(), _version(version_id).id, module_slug) or abort(404)
    form = ReviewersForm.read(**dict(zip(("first", "second"), found.reviewed_by, strict=False)))
    if form.then(lambda: _reviewed(found, form)):
        return see("modules.version", version_id=version_id, said=_("Recorded."))
    return page("lms/modules/reviewers.jinja", found, form=form)


def _reviewed(found: Module, form: ReviewersForm) -> None:
    names = [str(form.first.data), str(form.second.data)]
    services.record_reviewers(db_session(), module=found, names=names, by=actor(), seen=seen_version())
