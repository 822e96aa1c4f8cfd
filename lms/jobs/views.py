"""Background work, for administrators."""

from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor
from lms.jobs import presenters, queries, services
from lms.jobs.permissions import Can
from lms.jobs.queries import Show

__all__ = ["blueprint"]


def blueprint() -> Blueprint:
    """Its two pages."""
    jobs = Blueprint("jobs", __name__)
    jobs.add_url_rule("/admin/jobs", "admin_jobs", admin_jobs)
    jobs.add_url_rule("/admin/jobs/<uuid:job_id>/again", "try_again", try_again, methods=["POST"])
    return jobs


@requires(Can.MANAGE)
def admin_jobs() -> Response:
    """What waits, what is being done, and what stopped and waits for somebody."""
    asked = request.args.get("show", "")
    show = Show(asked) if asked in list(Show) else Show.STOPPED
    return page("lms/jobs/admin_jobs.jinja", presenters.jobs_page(db_session(), show, request.args.get("after", "")))


@changes(Can.MANAGE)
def try_again(job_id: UUID) -> Response:
    """Offer a stopped job to the workers again."""
    services.try_again(db_session(), job=queries.job(db_session(), job_id) or abort(404), by=actor())
    return see("jobs.admin_jobs", said=_("It will be tried again now."))
