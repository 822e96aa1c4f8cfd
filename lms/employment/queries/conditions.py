"""Conditions on starts that filters and cards share."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.employment.content import handbook
from lms.employment.models import Check, ChecklistItem, CheckState, PlacementHold, Start, StartState, Waiver
from lms.employment.rules import PERSON_BRINGS
from lms.people.models import Node

Condition = sa.ColumnElement[bool]
OPEN = (StartState.PREPARING, StartState.CONFIRMED, StartState.DATE_SET)


def going_on() -> Condition:
    """Starts of which something may still come: `rules.going_on`, for a database."""
    return sa.and_(Start.state != StartState.WITHDRAWN, Start.left_on.is_(None))


def in_state(state: StartState) -> Condition:
    """Starts that everybody sees in this state: `rules.shown_start`, for a database."""
    if state is StartState.LEFT:
        return Start.left_on.is_not(None)
    return sa.and_(Start.state == state, Start.left_on.is_(None))


def in_force(today: date) -> Condition:
    """Holds that are not lifted, and whose day of review has not gone by."""
    return sa.and_(PlacementHold.lifted_at.is_(None), PlacementHold.review_on >= today)


def held_until(today: date) -> sa.ScalarSelect[date]:
    """Until when a start is on hold, the longest of them; none where it is not."""
    team, above = aliased(Node), aliased(Node)
    query = sa.select(sa.func.max(PlacementHold.review_on)).join(above, above.id == PlacementHold.node_id)
    query = query.join(team, team.path.startswith(above.path)).where(team.id == Start.node_id)
    theirs = sa.and_(PlacementHold.person_id == Start.person_id, in_force(today))
    return query.where(theirs).correlate(Start).scalar_subquery()


def open_check(today: date) -> Condition:
    """A check that is not settled, or has run out."""
    # The first half says what the index over open checks says, word for word: only then is it used.
    indexed = sa.or_(Check.settled.is_(False), Check.expires_on.is_not(None))
    return sa.and_(indexed, sa.or_(Check.settled.is_(False), Check.expires_on < today))


def waived(code: sa.ColumnElement[str] | str, today: date) -> Condition:
    """A line of the start that somebody agreed may follow, still in time."""
    agreed = sa.exists().where(Waiver.start_id == Start.id, Waiver.code == code, Waiver.ends_on >= today)
    # Said outright, because left alone it sees one level up only: inside another EXISTS it would bring every start in.
    return agreed.correlate(Start, Check, ChecklistItem)


def _check_due(today: date, *more: Condition) -> Condition:
    return sa.exists().where(
        Check.start_id == Start.id, open_check(today), ~waived(Check.code.expression, today), *more
    )


def _item_due(today: date, who: str) -> Condition:
    codes = [item.code for item in handbook().items.values() if item.who == who]
    return sa.exists().where(
        ChecklistItem.start_id == Start.id,
        ChecklistItem.done.is_(False),
        ChecklistItem.code.in_(codes),
        ~waived(ChecklistItem.code.expression, today),
    )


def _unnamed(column: sa.ColumnElement[Any], code: str, today: date) -> Condition:
    return sa.and_(column.is_(None), ~waived(code, today))


def waiting_on(who: str, today: date) -> Condition:
    """Starts with a line of ours that waits on hr, manager, supervisor or trainee."""
    on_person = sa.and_(Check.state == CheckState.REQUESTED, Check.code.in_(PERSON_BRINGS))
    more = {
        "hr": [_check_due(today, ~on_person), _unnamed(Start.manager_id.expression, "line-manager-named", today)],
        "trainee": [_check_due(today, on_person)],
        "manager": [
            _unnamed(Start.supervisor_id.expression, "peer-supervisor-named", today),
            Start.state == StartState.CONFIRMED,
        ],
        "supervisor": [],
    }
    return sa.or_(_item_due(today, who), *more[who])


def all_done(today: date) -> Condition:
    """Starts that HR may be about to confirm: no line of ours is left to do."""
    return sa.and_(
        Start.state == StartState.PREPARING,
        held_until(today).is_(None),
        *(~waiting_on(who, today) for who in ("hr", "trainee", "manager", "supervisor")),
    )


def current(today: date) -> Condition:
    """Starts still on the way, and those begun while a check was agreed to follow."""
    follows = sa.exists().where(
        Check.start_id == Start.id, open_check(today), Waiver.start_id == Start.id, Waiver.code == Check.code
    )
    # Said by what it is not: an index over each state would be read whole, and sorted, before the first page is known.
    over = Start.state.in_([StartState.STARTED, StartState.WITHDRAWN])
    return sa.and_(Start.on_board.is_(True), sa.or_(~over, sa.and_(Start.state == StartState.STARTED, follows)))
