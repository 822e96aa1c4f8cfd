"""My areas."""

from uuid import UUID

from flask import abort

from assessments import queries
from assessments.models import Area
from assessments.permissions import Can
from assessments.presenters import areas as presenters
from assessments.views.blueprint import Answer, bp
from lms.core.access import requires
from lms.core.db import db_session
from lms.core.ui import page
from lms.core.web import actor


@bp.get("/areas")
@requires(Can.OWN_AREAS)
def areas() -> Answer:
    """All areas of one's own framework and where each stands."""
    record = queries.record_of(db_session(), actor().id)
    return page("lms/assessments/areas.jinja", presenters.areas_page(record) if record else None)


@bp.get("/areas/<uuid:area_id>")
@requires(Can.OWN_AREAS)
def area(area_id: UUID) -> Answer:
    """One area: what it means, what was offered for it, and every decision."""
    record = queries.record_of(db_session(), actor().id)
    if record is None or area_id not in {one.id for one in record.areas}:
        abort(404)
    found = db_session().get_one(Area, area_id)
    return page("lms/assessments/area.jinja", presenters.area_page(record, found))
