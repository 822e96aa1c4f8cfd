"""What stands beside a module's steps: its easy read, and where what it says comes from."""

from uuid import UUID

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from lms.core.access import requires
from lms.core.db import db_session
from lms.core.ui import page
from modules import queries
from modules.models import ActivityKind
from modules.permissions import Can
from modules.presenters import learning
from modules.views.learning import own_module

__all__ = ["mount"]

MODULE = "/learn/<uuid:enrolment_id>/<module_slug>"


def mount(modules: Blueprint) -> None:
    """Add the routes."""
    modules.add_url_rule(f"{MODULE}/easy-read", "easy_read", easy_read)
    modules.add_url_rule(f"{MODULE}/sources", "sources", sources)


def _beside(enrolment_id: UUID, slug: str, kind: ActivityKind) -> Response:
    own, module = own_module(enrolment_id, slug)
    shown = queries.beside_of(db_session(), module.id, kind) or abort(404)
    return page(f"lms/modules/{kind}.jinja", learning.beside(own, module, shown), open_to_all=False)


@requires(Can.LEARN)
def easy_read(enrolment_id: UUID, module_slug: str) -> Response:
    """A module in short sentences, for whoever likes it so; also before the module opens."""
    return _beside(enrolment_id, module_slug, ActivityKind.EASY_READ)


@requires(Can.LEARN)
def sources(enrolment_id: UUID, module_slug: str) -> Response:
    """Where what a module says comes from."""
    return _beside(enrolment_id, module_slug, ActivityKind.SOURCES)
