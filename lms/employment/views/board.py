"""The board, one start, one's own start."""

from uuid import UUID

from flask import abort, request

from lms.core.access import requires
from lms.core.db import db_session
from lms.core.ui import page, see, table_reply
from lms.core.web import actor
from lms.employment import gates, queries
from lms.employment.hats import eyes_of
from lms.employment.models import StartState
from lms.employment.permissions import Can
from lms.employment.presenters import board as board_page
from lms.employment.presenters import decision as decision_page
from lms.employment.presenters import mine as mine_page
from lms.employment.presenters import start as start_page
from lms.employment.queries import StartFilter
from lms.employment.rules import Eyes
from lms.employment.views.blueprint import Answer, bp, uuid_from
from lms.people.queries import names, teams_to_choose

__all__: list[str] = []

MOST = 2000


def _filters() -> StartFilter:
    state, waiting = request.args.get("state", ""), request.args.get("waiting", "")
    return StartFilter(
        uuid_from(request.args.get("team", "")),
        state if state in set(StartState) else "",
        waiting if waiting in {value for value, _label in board_page.WAITING} else "",
    )


def _read(filters: StartFilter, **page_of: int) -> tuple[list[gates.Checklist], str]:
    found = queries.board(db_session(), actor(), filters, request.args.get("after", ""), **page_of)
    eyes = {sheet.start.id: eyes_of(actor(), sheet) for sheet in found.items}
    return gates.checklists(db_session(), found.items, eyes), found.after


@bp.get("/start")
@requires(Can.SEE_STARTS)
def board() -> Answer:
    """Everybody on their way into a post at my nodes."""
    filters = _filters()
    lists, after = _read(filters)
    teams = teams_to_choose(db_session(), actor().paths(Can.SEE_STARTS))
    return page("lms/employment/board.jinja", board_page.board(lists, actor(), teams, filters, after))


@bp.get("/start.csv")
@requires(Can.SEE_STARTS)
def board_csv() -> Answer:
    """The same, as a spreadsheet."""
    lists, _after = _read(_filters(), size=MOST)
    return table_reply("start-checklists.csv", *board_page.csv_rows(lists))


@bp.get("/start/mine")
@requires(Can.OWN_START)
def mine() -> Answer:
    """Where my own start stands."""
    lists = gates.checklists(db_session(), queries.own_sheets(db_session(), actor()), Eyes.SELF)
    dates = queries.supervisions_of(db_session(), supervisee=actor().id)
    kept = {check.keeper_id for one in lists for check in one.sheet.checks.values() if check.keeper_id}
    return page("lms/employment/mine.jinja", mine_page.mine(lists, dates, names(db_session(), kept)))


@bp.get("/start/<uuid:start_id>")
@requires(Can.OPEN_START)
def start(start_id: UUID) -> Answer:
    """One person's checklist; one's own is at /start/mine."""
    sheet = queries.reachable_sheet(db_session(), actor(), start_id) or abort(404)
    if sheet.start.person_id == actor().id:
        return see("employment.mine")
    if not actor().can_at(Can.SEE_STARTS, sheet.path):
        abort(404)
    one = gates.checklists(db_session(), [sheet], eyes_of(actor(), sheet))[0]
    decided = queries.latest_decision(db_session(), start_id)
    return page("lms/employment/start.jinja", start_page.start(one, actor(), decided))


@bp.get("/start/<uuid:start_id>/decision")
@requires(Can.SEE_STARTS)
def decision(start_id: UUID) -> Answer:
    """The decision on paper."""
    if queries.sheet_for(db_session(), actor(), start_id) is None:
        abort(404)
    row, by = queries.latest_decision(db_session(), start_id) or abort(404)
    return page("lms/employment/decision.jinja", decision_page.decision(row, by))
