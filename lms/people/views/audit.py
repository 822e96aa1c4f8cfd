"""Administration: what was done by whom, as a list and as a story."""

from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from lms.audit import queries as audit
from lms.core.access import requires
from lms.core.db import db_session
from lms.core.ui import page
from lms.core.web import actor, runtime
from lms.people import queries, trail
from lms.people.forms import AuditForm
from lms.people.permissions import Can

__all__ = ["mount"]


def mount(people: Blueprint) -> None:
    """Add the routes."""
    people.add_url_rule("/admin/audit", "admin_audit", admin_audit)
    people.add_url_rule("/admin/audit/<uuid:trail_id>", "admin_trail", admin_trail)


@requires(Can.READ_AUDIT)
def admin_audit() -> Response:
    """What was done, newest first, as far as it fits what was asked."""
    form, session = AuditForm(request.args), db_session()
    if not form.validate():
        return page("lms/people/admin_audit.jinja", form=form)
    only = queries.readable_events(session, actor()) & queries.events_fitting(form.sought())
    found = audit.events(session, only=only, action=form.action.data or "", cursor=request.args.get("after", ""))
    view = trail.audit_page(session, found, runtime().hooks, request.args)
    return page("lms/people/admin_audit.jinja", view, form=form)


@requires(Can.READ_AUDIT)
def admin_trail(trail_id: UUID) -> Response:
    """The story of one person, or of one record such as a decision."""
    session, cursor = db_session(), request.args.get("after", "")
    found = audit.trail(session, trail_id, only=queries.readable_events(session, actor()), cursor=cursor)
    if not found.items and queries.managed_person(session, actor(), trail_id) is None:
        abort(404)
    return page("lms/people/admin_trail.jinja", trail.trail_page(session, trail_id, found, runtime().hooks))
