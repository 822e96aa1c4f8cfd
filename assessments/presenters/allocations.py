"""Who marks whose work, and choosing somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from assessments import queries
from assessments.models import Allocation, AllocationState, Portfolio
from assessments.rules.marking import may_assess
from lms.core.access import Actor
from lms.core.tables import Slice
from lms.core.text import Text, ngettext
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Link, Reason, Verdict, verdict
from lms.people.models import Node


@dataclass(frozen=True)
class AllocationLine:
    """One person's portfolio and who marks it."""

    id: UUID
    person: str
    node: str
    assessors: Sequence[str]


@dataclass(frozen=True)
class AllocationsPage:
    """Portfolios with their assessors, and whether each has one."""

    lines: Sequence[AllocationLine]
    slice: Slice[Any]
    verdict: Verdict
    without: bool


def allocations_page(session: Session, actor: Actor, *, without: bool, cursor: str) -> AllocationsPage:
    """One page of portfolios; `without` shows only those with no assessor."""
    rows = queries.allocations_page(session, actor, without=without, cursor=cursor)
    names = queries.assessor_names(session, [row[0].id for row in rows.items])
    lines = [AllocationLine(row[0].id, row[2], row[3].name, names.get(row[0].id, ())) for row in rows.items]
    return AllocationsPage(lines, rows, allocations_verdict(queries.unallocated_count(session, actor)), without)


def allocations_verdict(missing: int) -> Verdict:
    """Whether every portfolio has an assessor."""
    said: Text = _l("Everybody who offers evidence has an assessor.")
    if missing:
        said = ngettext("%(n)s person has no assessor yet.", "%(n)s people have no assessor yet.", missing)
    link = Link("assessments.allocations", {"show": "without"})
    return verdict("assessors.allocated", [Reason("allocated", said, _l("you"), link, met=not missing)])


@dataclass(frozen=True)
class AllocationPage:
    """One portfolio: who marks it now, who is not available, and who may be chosen."""

    person: str
    node: str
    portfolio_id: UUID
    assessors: Sequence[tuple[str, bool]]
    choices: Sequence[tuple[str, Text, Text]]
    not_available: Sequence[str]
    verdict: Verdict


def allocation_page(
    session: Session, portfolio: Portfolio, trainee_id: UUID, person: str, node: Node
) -> AllocationPage:
    """The page on which a lead chooses an assessor."""
    allocations = queries.assessors_of(session, portfolio.id)
    people = queries.assessors_at(session, node.path)
    supporters = queries.supporters_of(session, node.path, trainee_id)
    closed = {allocation.assessor_id for allocation, _name in allocations}
    free = {
        key for key, _name in people if may_assess(key, trainee_id=trainee_id, supporters=supporters, closed=closed).ok
    }
    load = queries.load_of(session, list(free))
    return AllocationPage(
        person,
        node.name,
        portfolio.id,
        [(name, _active(allocation)) for allocation, name in allocations],
        [(str(key), name, _marks(load.get(key, 0))) for key, name in people if key in free],
        [name for key, name in people if key not in free and key not in closed],
        _has_one(any(_active(allocation) for allocation, _name in allocations)),
    )


def _active(allocation: Allocation) -> bool:
    return allocation.state is AllocationState.ACTIVE


def _marks(count: int) -> str:
    return (
        ngettext("Marks for %(n)s person now", "Marks for %(n)s people now", count)
        if count
        else _("Marks for nobody yet")
    )


def _has_one(has: bool) -> Verdict:
    said = (
        _l("An assessor marks this person's work.")
        if has
        else _l("This person has no assessor yet. Choose one, or look for one outside.")
    )
    return verdict("assessor.allocated", [Reason("allocated", said, _l("you"), met=has)])
