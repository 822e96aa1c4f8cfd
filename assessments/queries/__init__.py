"""What may be asked of assessments.

Other packages rely on the first names of `__all__` (areas and their states); the rest serves our own pages.
"""

from assessments.queries.allocations import (
    allocatable,
    allocations_page,
    assessor_names,
    assessors_at,
    load_of,
    supporters_of,
    unallocated_count,
)
from assessments.queries.attempts import earlier_attempts, newer_attempt, newest_attempts, newest_of_piece
from assessments.queries.cases import decided_case, file_for, judged_case, marking_case, offered_areas, own_case
from assessments.queries.content import linkable, send_verdict
from assessments.queries.frameworks import areas_with_domains, plan_of, readable_version, version_by_number, versions
from assessments.queries.portfolios import (
    assessors_of,
    core_areas,
    decisions_of,
    own_allocation,
    own_portfolio,
    piece_by_code,
    pinned_version,
)
from assessments.queries.queues import (
    latest_marks,
    looking_backlog,
    looking_page,
    marked_page,
    marking_backlog,
    marking_page,
    next_to_mark,
)
from assessments.queries.records import record_of
from assessments.queries.states import area_states, core_progress, framework_version_of, last_met
from assessments.rules.areas import AreaState, CoreProgress, State

__all__ = [
    "AreaState",
    "CoreProgress",
    "State",
    "allocatable",
    "allocations_page",
    "area_states",
    "areas_with_domains",
    "assessor_names",
    "assessors_at",
    "assessors_of",
    "core_areas",
    "core_progress",
    "decided_case",
    "decisions_of",
    "earlier_attempts",
    "file_for",
    "framework_version_of",
    "judged_case",
    "last_met",
    "latest_marks",
    "linkable",
    "load_of",
    "looking_backlog",
    "looking_page",
    "marked_page",
    "marking_backlog",
    "marking_case",
    "marking_page",
    "newer_attempt",
    "newest_attempts",
    "newest_of_piece",
    "next_to_mark",
    "offered_areas",
    "own_allocation",
    "own_case",
    "own_portfolio",
    "piece_by_code",
    "pinned_version",
    "plan_of",
    "readable_version",
    "record_of",
    "send_verdict",
    "supporters_of",
    "unallocated_count",
    "version_by_number",
    "versions",
]
