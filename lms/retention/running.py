"""A run: batch by batch, each disposal and its line in the log in one transaction.

A run that is cut off goes on where it stopped: what went is logged, what is logged is not found again.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import SYSTEM, Mode
from lms.core.db.classes import TRAIL
from lms.core.db.periods import Period
from lms.core.files import FileStore
from lms.core.web.runtime import Runtime
from lms.plugins import RetentionRule
from lms.retention import queries, trail
from lms.retention.finding import due_on, limits, rows_due
from lms.retention.lines import Line
from lms.retention.models import Disposal, Run
from lms.retention.rules import in_order

__all__ = ["Line", "due_lines", "run", "would_go"]

BATCH = 200
log = logging.getLogger("lms.retention")


def would_go(runtime: Runtime, day: date) -> Iterator[Line]:
    """A dry run: every record that is due by this day, changing nothing.

    What goes only once nothing else is kept of a person is told from what is kept now.
    """
    rules = queries.rules_of(runtime.hooks)
    with runtime.database.unit_of_work(Mode.READ) as session:
        changed = queries.changed_periods(session)
        for rule in in_order(rules):
            yield from due_lines(session, rule, rules, changed, day)
        yield from trail.due_events(session, changed, day)


def due_lines(
    session: Session,
    rule: RetentionRule,
    rules: tuple[RetentionRule, ...],
    changed: Mapping[str, Period],
    day: date,
    *,
    most: int | None = None,
) -> Iterator[Line]:
    """What is due of one rule by this day, held or not, the oldest first; in one statement."""
    found = session.execute(rows_due(rule, rules, most, True), limits([rule], changed, day)).all()
    for row in found:
        due = due_on(rule, row.started, changed)
        yield Line(rule.keeps.code, rule.table, row.id, due, row.person_id is not None, bool(row.held))


def run(runtime: Runtime) -> Run:
    """Dispose of everything that is due today and not held. What cannot go is logged, and tried again by the next."""
    rules = queries.rules_of(runtime.hooks)
    with runtime.database.unit_of_work() as session:
        run_id, day = _begun(session), clock.today()
        changed, order = queries.changed_periods(session), in_order(rules)
        found = queries.numbers(session, order, rules, changed, day)
        waiting = trail.numbers(session, changed, day).held
    failed = []
    for rule, numbers in zip(order, found, strict=True):
        # What comes last may be due only now that the others have gone.
        if (numbers.due or rule.last) and not _all(runtime, rule, rules, changed, run_id):
            failed.append(rule.keeps.code)
    if not trail.dispose_all(runtime, changed, run_id):
        failed.append(TRAIL.code)
    held = Counter({TRAIL.code: waiting})
    for rule, numbers in zip(order, found, strict=True):
        held[rule.keeps.code] += numbers.held
    with runtime.database.unit_of_work() as session:
        return _finished(session, run_id, held=dict(+held), failed=failed)


def _begun(session: Session) -> UUID:
    """Today's run that was cut off, else a new one; those that were cut off before today are told of, and closed."""
    day = clock.today()
    unfinished = session.scalars(sa.select(Run).where(Run.finished_at.is_(None)).order_by(Run.day)).all()
    for old in (run for run in unfinished if run.day < day):
        _finished(session, old.id, held={}, failed=[])
    found = next((run for run in unfinished if run.day == day), None)
    if found is None:
        found = Run(day=day)
        session.add(found)
        session.flush()
    return found.id


def _all(
    runtime: Runtime, rule: RetentionRule, rules: tuple[RetentionRule, ...], changed: Mapping[str, Period], run_id: UUID
) -> bool:
    """Every batch of one rule; False when one could not go. The others go on, and the next run tries it again."""
    try:
        while True:
            with runtime.database.unit_of_work() as session:
                if not _batch(session, rule, rules, changed, run_id, runtime.files):
                    return True
    except Exception:
        log.exception("retention: %s of %s could not be disposed of", rule.keeps.code, rule.table)
        return False


def _batch(
    session: Session,
    rule: RetentionRule,
    rules: tuple[RetentionRule, ...],
    changed: Mapping[str, Period],
    run_id: UUID,
    files: FileStore,
) -> bool:
    """Dispose of some; False once there is nothing left to look at."""
    # Whoever runs beside us, such as somebody at a terminal, waits here and then finds what we have left.
    begun = session.get_one(Run, run_id, with_for_update=True)
    query, values = rows_due(rule, rules, BATCH, False), limits([rule], changed, begun.day)
    seen = session.execute(query, values).all()
    if not seen:
        return False
    still = queries.keep_still(session, {row.person_id for row in seen if row.person_id})
    found = [row for row in session.execute(query, values).all() if row.person_id in still]
    if found:
        rule.dispose(session, [row.id for row in found], files)
        # What waited for everything else to go was not due before.
        days = [begun.day if rule.last else due_on(rule, row.started, changed) for row in found]
        logged = [_logged(rule, begun, row.id, day) for row, day in zip(found, days, strict=True)]
        session.execute(sa.insert(Disposal), logged)
    return True


def _logged(rule: RetentionRule, begun: Run, row_id: UUID, day: date) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "version": 1,
        "created_at": clock.now(),
        "run_id": begun.id,
        "code": rule.keeps.code,
        "table": rule.table,
        "row_id": row_id,
        "due_on": day,
        "day": begun.day,
    }


def _finished(session: Session, run_id: UUID, *, held: dict[str, int], failed: list[str]) -> Run:
    begun = session.get_one(Run, run_id, with_for_update=True)
    if begun.finished_at is None:
        gone = Counter(queries.gone_in(session, run_id)) + Counter(trail.gone_since(session, begun.created_at))
        told: dict[str, Any] = {"gone": dict(gone), "held": held, "failed": failed}
        begun.counts, begun.finished_at = told, clock.now()
        record(session, by=SYSTEM, action="retention.run", subject=begun, day=begun.day.isoformat(), **told)
        session.flush()
    return begun
