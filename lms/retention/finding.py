"""Finding what is due, as statements that are built once for each rule: nothing is read here."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.core import clock
from lms.core.db.periods import Period, due, latest_start
from lms.core.db.prepared import MOST_SHAPES
from lms.plugins import RetentionRule, Rows
from lms.retention.models import Disposal, Hold
from lms.retention.rules import expected, in_order, period_of

__all__ = ["counted", "due_on", "end_of", "limits", "of_record", "rows_due"]

Rules = tuple[RetentionRule, ...]


@lru_cache(MOST_SHAPES)
def rows_due(rule: RetentionRule, rules: Rules, most: int | None, with_held: bool) -> Rows:
    """The rows of a rule that are due by `last_0`: (id, person_id, started, whether it is held), the oldest first."""
    rows, is_due = _due(rule, rules, 0)
    on_hold = _held(rule, rows)
    query = sa.select(rows.c.id, rows.c.person_id, rows.c.started, on_hold.label("held")).where(is_due)
    query = query if with_held else query.where(~on_hold)
    return query.order_by(rows.c.started, rows.c.id).limit(most)


@lru_cache(MOST_SHAPES)
def counted(these: Rules, rules: Rules) -> sa.CompoundSelect[*tuple[Any, ...]]:
    """For each of these rules its place among them, how many rows are due by `last_…`, and how many are held."""
    return sa.union_all(*(_counted(rule, rules, n) for n, rule in enumerate(these)))


def limits(these: Sequence[RetentionRule], changed: Mapping[str, Period], day: date) -> dict[str, date | datetime]:
    """Values for the statements above: up to when a clock must have started for its row to be due by this day."""
    starts = [latest_start(period_of(rule.keeps, changed), day) for rule in these]
    return {f"last_{n}": _limit(rule, last) for n, (rule, last) in enumerate(zip(these, starts, strict=True))}


def due_on(rule: RetentionRule, started: date | datetime, changed: Mapping[str, Period]) -> date:
    """When a row is due whose clock started then; days are those of the organisation."""
    day = clock.local(started).date() if isinstance(started, datetime) else started
    return due(day, period_of(rule.keeps, changed))


@lru_cache(MOST_SHAPES)
def of_record(rules: Rules) -> sa.CompoundSelect[*tuple[Any, ...]]:
    """Whose the record `record_id` is, in whichever table."""
    parts = [rule.rows().subquery() for rule in in_order(rules)]
    record_id = sa.bindparam("record_id", type_=sa.Uuid())
    return sa.union(
        *(sa.select(rows.c.person_id).where(rows.c.id == record_id, rows.c.person_id.is_not(None)) for rows in parts)
    )


def _due(rule: RetentionRule, rules: Rules, n: int) -> tuple[Any, sa.ColumnElement[bool]]:
    rows = rule.rows().subquery()
    last = sa.bindparam(f"last_{n}", type_=rows.c.started.type)
    begun = rows.c.started <= last if _in_days(rule) else rows.c.started < last
    others = [~_kept_by(other, rows.c.person_id) for other in expected(rule, rules)]
    return rows, sa.and_(begun, ~_gone(rule, rows), *others)


def _counted(rule: RetentionRule, rules: Rules, n: int) -> Rows:
    rows, is_due = _due(rule, rules, n)
    marked = sa.select(sa.case((_held(rule, rows), 1), else_=0).label("held")).where(is_due).subquery()
    on_hold = sa.func.coalesce(sa.func.sum(marked.c.held), 0)
    return sa.select(sa.literal(n), sa.func.count() - on_hold, on_hold).select_from(marked)


def _limit(rule: RetentionRule, last: date) -> date | datetime:
    if _in_days(rule):
        return last
    return end_of(last)


def end_of(day: date) -> datetime:
    """The first moment after a day, where the organisation is."""
    return datetime.combine(day + timedelta(days=1), time.min, clock.zone())


@lru_cache(MOST_SHAPES)
def _in_days(rule: RetentionRule) -> bool:
    """Whether its clock is started by a day, rather than by a moment."""
    return isinstance(rule.rows().selected_columns.started.type, sa.Date)


def _held(rule: RetentionRule, rows: Any) -> sa.ColumnElement[bool]:
    """A hold is on the row, or on everything of its person.

    What comes last takes the key of everything that is sealed: it waits for every hold on anything of that person.
    """
    theirs = Hold.person_id == rows.c.person_id
    whole = theirs if rule.last else sa.and_(theirs, Hold.record_id.is_(None))
    return sa.exists().where(Hold.lifted_at.is_(None), sa.or_(whole, Hold.record_id == rows.c.id))


def _gone(rule: RetentionRule, rows: Any) -> sa.ColumnElement[bool]:
    """Logged as disposed of, since its clock started."""
    logged = aliased(Disposal)
    at = logged.day if _in_days(rule) else logged.created_at
    return sa.exists().where(logged.row_id == rows.c.id, logged.code == rule.keeps.code, at >= rows.c.started)


def _kept_by(other: RetentionRule, person_id: Any) -> sa.ColumnElement[bool]:
    theirs = other.rows().subquery()
    return sa.exists().where(theirs.c.person_id == person_id, ~_gone(other, theirs))
