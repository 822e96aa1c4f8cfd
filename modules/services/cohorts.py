"""Cohorts: dated runs of a published version."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core.access import Actor
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from modules.models import Cohort, ProgrammeVersion, VersionState

__all__ = ["add_cohort"]


def add_cohort(
    session: Session,
    *,
    name: str,
    version: ProgrammeVersion,
    node_id: UUID,
    starts_on: date,
    ends_on: date,
    capacity: int,
    by: Actor,
) -> Cohort:
    """Add a cohort. Raises Refused when the dates run backwards or the version is not published."""
    if version.state is not VersionState.PUBLISHED:
        raise Refused(_l("Publish this version first. A cohort runs on a version that does not change."))
    if ends_on < starts_on:
        raise Refused(_l("The last day must be on or after the first day."), field="ends_on")
    cohort = Cohort(
        name=name, version_id=version.id, node_id=node_id, starts_on=starts_on, ends_on=ends_on, capacity=capacity
    )
    session.add(cohort)
    session.flush()
    record(session, by=by, action="cohort.added", subject=cohort)
    return cohort
