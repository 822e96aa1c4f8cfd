"""Reading employment: starts, checks and supervision, each only for whom it concerns."""

from lms.employment.queries.checks import CheckFilter, CheckRow, check_for, checks_page, events_of, open_checks
from lms.employment.queries.holds import held_until, hold_in_force, holds_for
from lms.employment.queries.leaving import came_back, left_post, own_reason
from lms.employment.queries.sheets import (
    StartFilter,
    board,
    newest_open,
    own_sheets,
    reachable_sheet,
    sheet_for,
    sheet_of,
    supervised_sheet,
)
from lms.employment.queries.supervision import Supervisee, supervised, supervisions_of, supervisor_items
from lms.employment.queries.work import (
    Standing,
    StartCounts,
    counts_for_manager,
    latest_decision,
    own_standing,
    ready_sheets,
)

__all__ = [
    "CheckFilter",
    "CheckRow",
    "Standing",
    "StartCounts",
    "StartFilter",
    "Supervisee",
    "board",
    "came_back",
    "check_for",
    "checks_page",
    "counts_for_manager",
    "events_of",
    "held_until",
    "hold_in_force",
    "holds_for",
    "latest_decision",
    "left_post",
    "newest_open",
    "open_checks",
    "own_reason",
    "own_sheets",
    "own_standing",
    "reachable_sheet",
    "ready_sheets",
    "sheet_for",
    "sheet_of",
    "supervised",
    "supervised_sheet",
    "supervisions_of",
    "supervisor_items",
]
