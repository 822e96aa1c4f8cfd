"""Changing a period, placing a hold and lifting it."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import expect_version
from lms.core.db.classes import RetentionClass
from lms.core.db.periods import Period
from lms.core.errors import Refused
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.plugins import RetentionRule
from lms.retention import queries
from lms.retention.models import ClassPeriod, Hold
from lms.retention.rules import wrong_with

__all__ = ["change_period", "lift", "place"]


def change_period(
    session: Session,
    *,
    kept: RetentionClass,
    period: Period,
    reason: str,
    rules: tuple[RetentionRule, ...],
    sure: bool,
    by: Actor,
    seen: int | None = None,
) -> ClassPeriod:
    """Set how long a class is kept from now on.

    Raises Refused for what the law does not allow, for no change, and for a shorter period by which records are due at
    once, unless one is `sure`.
    """
    row = queries.class_period(session, kept)
    _expect_as_seen(row, seen)
    before = Period(row.number, row.unit) if row else kept.period
    _expect_fit(kept, before, period)
    at_once = _due_at_once(session, rules, kept, before, period)
    if at_once and not sure:
        raise Refused(
            _l(
                "With this period, %(count)s more would be due at once, and go with the next run. "
                "Tick the box if that is what you want, or enter a longer period.",
                count=at_once,
            ),
            field="sure",
        )
    row = row or ClassPeriod(code=kept.code)
    row.number, row.unit, row.reason = period.number, period.unit, reason
    session.add(row)
    session.flush()
    lengths = {"before": before.code if before else "", "after": period.code}
    details = {"code": kept.code, "due_at_once": at_once, **lengths}
    record(session, by=by, action="retention.period-changed", subject=row, about=None, **details)
    return row


def _expect_as_seen(row: ClassPeriod | None, seen: int | None) -> None:
    if row is not None:
        expect_version(row, seen or 0)


def _expect_fit(kept: RetentionClass, before: Period | None, period: Period) -> None:
    wrong: Text | None = _l("This kind of record goes with its record: it has no period.") if before is None else None
    wrong = wrong or wrong_with(kept, period)
    if wrong is None and period == before:
        wrong = _l("That is the period already. Enter another one, or go back.")
    if wrong is not None:
        raise Refused(wrong, field="number")


def _due_at_once(
    session: Session,
    rules: tuple[RetentionRule, ...],
    kept: RetentionClass,
    before: Period | None,
    period: Period,
) -> int:
    """How many records more are due today by the new period."""
    if before is None or not period.shorter_than(before):
        return 0
    of_class = [rule for rule in rules if rule.keeps.code == kept.code]
    then, now = (queries.numbers(session, of_class, rules, {kept.code: one}, clock.today()) for one in (before, period))
    return sum(one.due for one in now) - sum(one.due for one in then)


def place(
    session: Session, *, person_id: UUID, record_id: UUID | None, reason: str, review_on: date, by: Actor
) -> Hold:
    """Keep everything about a person, or one record, until the hold is lifted. Raises Refused for a day gone by."""
    if review_on <= clock.today():
        raise Refused(_l("Choose a day that is still to come."), field="review_on")
    held = Hold(person_id=person_id, record_id=record_id, reason=reason, review_on=review_on, placed_by_id=by.id)
    session.add(held)
    session.flush()
    which = str(record_id) if record_id else ""
    record(session, by=by, action="retention.held", subject=held, about=person_id, record=which)
    return held


def lift(session: Session, *, held: Hold, by: Actor) -> None:
    """Let go of what is held: whatever is due goes with the next run. Raises Refused when it is lifted already."""
    if held.lifted_at is not None:
        raise Refused(_l("This hold is lifted already. Look at the list."))
    held.lifted_at, held.lifted_by_id = clock.now(), by.id
    session.flush()
    record(session, by=by, action="retention.lifted", subject=held, about=held.person_id)
