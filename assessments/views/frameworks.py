"""What is assessed, for everybody who learns, teaches, marks or answers for it."""

from uuid import UUID

from flask import abort

from assessments import queries
from assessments.permissions import Can
from assessments.presenters import frameworks as presenters
from assessments.views.blueprint import Answer, bp
from lms.core.access import requires
from lms.core.db import db_session
from lms.core.ui import page
from lms.core.web import actor


@bp.get("/frameworks")
@requires(Can.SEE_FRAMEWORK)
def frameworks() -> Answer:
    """Every framework and version; drafts for those who publish."""
    return page("lms/assessments/frameworks.jinja", queries.versions(db_session(), drafts=actor().can(Can.PUBLISH)))


@bp.get("/frameworks/<uuid:version_id>")
@requires(Can.SEE_FRAMEWORK)
def framework(version_id: UUID) -> Answer:
    """One version: areas, what counts as seen in practice, the evidence plan, and what it serves elsewhere."""
    session = db_session()
    version = queries.readable_version(session, version_id, drafts=actor().can(Can.PUBLISH)) or abort(404)
    areas, plan = queries.areas_with_domains(session, version.id), queries.plan_of(session, version.id)
    return page("lms/assessments/framework.jinja", presenters.framework_page(version, areas, plan))
