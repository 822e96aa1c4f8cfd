"""Reading programmes, enrolments and progress."""

from modules.queries.content import (
    activities_of,
    activity_by_slug,
    module_by_slug,
    modules_of,
    newest_published,
    version_for,
    versions_at,
)
from modules.queries.enrolments import (
    cohort_for,
    cohort_people,
    cohorts_at,
    current_enrolment,
    enrolments_at,
    enrolments_by_id,
    latest_enrolments,
    own_enrolment,
    waiting_requests,
)
from modules.queries.progress import (
    ModulesDone,
    done_activities,
    modules_done,
    own_attempt,
    progress_of,
    reflections_of,
)

__all__ = [
    "ModulesDone",
    "activities_of",
    "activity_by_slug",
    "cohort_for",
    "cohort_people",
    "cohorts_at",
    "current_enrolment",
    "done_activities",
    "enrolments_at",
    "enrolments_by_id",
    "latest_enrolments",
    "module_by_slug",
    "modules_done",
    "modules_of",
    "newest_published",
    "own_attempt",
    "own_enrolment",
    "progress_of",
    "reflections_of",
    "version_for",
    "versions_at",
    "waiting_requests",
]
