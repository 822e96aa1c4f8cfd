"""What the pages of retention show."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.db.classes import CLASSES, TRAIL, RetentionClass
from lms.core.db.periods import Period, Unit, due
from lms.core.tables import Slice
from lms.core.text import Text
from lms.plugins import RetentionRule
from lms.retention import queries, trail
from lms.retention.lines import Line
from lms.retention.models import ClassPeriod, Disposal, Run
from lms.retention.queries import Numbers
from lms.retention.rules import in_order
from lms.retention.running import due_lines

__all__ = ["class_page", "classes_page", "holds_page", "known", "log_page"]

MONTH = Period(1, Unit.MONTHS)
MOST_LINES = 50


@dataclass(frozen=True)
class ClassLine:
    """One class: how long it is kept as things stand, and how many records are due."""

    kept: RetentionClass
    words: str
    changed: bool
    now: Numbers
    soon: Numbers


@dataclass(frozen=True)
class ClassesPage:
    """All classes: those that have a period, and those that go with their record; and the run that finished last."""

    lines: Sequence[ClassLine]
    others: Sequence[ClassLine]
    last: Run | None
    failed: Sequence[Text]


def known(rules: Iterable[RetentionRule]) -> dict[str, RetentionClass]:
    """Every class by its code: ours, then those of others' plugins."""
    return {kept.code: kept for kept in (*CLASSES, *(rule.keeps for rule in rules))}


def classes_page(session: Session, rules: tuple[RetentionRule, ...]) -> ClassesPage:
    """Every class with its numbers; in six statements, or eight where the audit waits behind a hold."""
    today = clock.today()
    soon, changed = due(today, MONTH), queries.changed_periods(session)
    now, then = (_by_class(session, rules, changed, day) for day in (today, soon))
    classes = known(rules)
    lines = [
        ClassLine(kept, kept.words(changed.get(code)), code in changed, now[code], then[code])
        for code, kept in classes.items()
    ]
    last = queries.last_run(session)
    failed = [classes[code].name for code in (last.counts["failed"] if last else ()) if code in classes]
    with_period = [line for line in lines if line.kept.period]
    return ClassesPage(with_period, [line for line in lines if not line.kept.period], last, failed)


def _by_class(
    session: Session, rules: tuple[RetentionRule, ...], changed: Mapping[str, Period], day: date
) -> Mapping[str, Numbers]:
    """What is due by this day, by class; in one statement, and one or two for the audit."""
    order = in_order(rules)
    found = defaultdict(Numbers, {TRAIL.code: trail.numbers(session, changed, day)})
    for rule, more in zip(order, queries.numbers(session, order, rules, changed, day), strict=True):
        found[rule.keeps.code] += more
    return found


@dataclass(frozen=True)
class ClassPage:
    """One class, how its period was set, and the records that are due within a month: the first of them."""

    kept: RetentionClass
    words: str
    period: Period | None
    row: ClassPeriod | None
    lines: Sequence[Line]
    more: int
    today: date


def class_page(session: Session, rules: tuple[RetentionRule, ...], kept: RetentionClass) -> ClassPage:
    """One class, with what a run within the next month would dispose of."""
    today, row = clock.today(), queries.class_period(session, kept)
    period = Period(row.number, row.unit) if row else kept.period
    of_class = [rule for rule in rules if rule.keeps.code == kept.code] if period else []
    changed, soon = {kept.code: period} if period else {}, due(today, MONTH)
    found = [line for rule in of_class for line in due_lines(session, rule, rules, changed, soon, most=MOST_LINES)]
    counts = queries.numbers(session, of_class, rules, changed, soon)
    if kept is TRAIL:
        found += trail.due_events(session, changed, soon, most=MOST_LINES)
        counts.append(trail.numbers(session, changed, soon))
    first = sorted(found, key=lambda line: (line.due_on, line.id))[:MOST_LINES]
    more = sum(one.due + one.held for one in counts) - len(first)
    return ClassPage(kept, kept.words(period), period, row, first, more, today)


@dataclass(frozen=True)
class LogPage:
    """What was disposed of, newest first, each with the name of its class."""

    lines: Sequence[tuple[Text, Disposal]]
    slice: Slice[Any]


def log_page(session: Session, rules: tuple[RetentionRule, ...], cursor: str) -> LogPage:
    """One page of the log; in one statement."""
    found, classes = queries.log(session, cursor), known(rules)
    rows = [row for (row,) in found.items]
    return LogPage([(classes[row.code].name if row.code in classes else row.code, row) for row in rows], found)


@dataclass(frozen=True)
class HoldsPage:
    """The holds in force on people whom this administrator looks after."""

    holds: Sequence[queries.HoldRow]
    slice: Slice[Any]
    today: date


def holds_page(session: Session, actor: Actor, cursor: str) -> HoldsPage:
    """One page of them; in one statement."""
    found = queries.holds(session, actor, cursor)
    return HoldsPage(found.items, found, clock.today())
