"""The start checklist as a whole: our own lines, and those that other features bring through the `gates` hook."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Verdict, verdict
from lms.core.web import runtime
from lms.employment import queries, rules
from lms.employment.content import handbook
from lms.employment.lines import SUPERVISOR, Line, Mark, Sheet, own_lines, waived
from lms.employment.rules import Eyes
from lms.plugins import Gate, GateLine

__all__ = ["RULE", "Checklist", "answer", "checklists"]

RULE = "start"

# True while employment itself asks the others: its own lines are at hand then, sheet by sheet,
# and answering a second time through the hook would read everything twice.
_asking: ContextVar[bool] = ContextVar("lms_employment_asking", default=False)


@dataclass(frozen=True)
class Checklist:
    """One start's lines for certain eyes, and what its route leaves out, in words."""

    sheet: Sheet
    lines: tuple[Line, ...]
    left_out: tuple[Text, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Whether HR can confirm, and every reason."""
        return verdict(RULE, (line.reason for line in self.lines), checks=handbook().nation)

    @property
    def done(self) -> int:
        """How many tasks are done or agreed."""
        return sum(line.reason.met for line in self._tasks)

    @property
    def total(self) -> int:
        """How many tasks there are."""
        return len(self._tasks)

    @property
    def _tasks(self) -> list[Line]:
        """The lines that somebody can do: to be on hold stops a start, and is nothing to do."""
        return [line for line in self.lines if line.code != rules.ON_HOLD]


def checklists(session: Session, sheets: Sequence[Sheet], eyes: Eyes | Mapping[UUID, Eyes]) -> list[Checklist]:
    """The whole checklist of each sheet, in order. `eyes` are one for all, or by start id.

    Once somebody has left, what others say of them later is nothing to this start any more, nor to its team.
    """
    here = [sheet for sheet in sheets if not sheet.start.left_on]
    others = _others(session, [sheet.start.person_id for sheet in here])
    return [
        _checklist(
            sheet,
            [] if sheet.start.left_on else others.get(sheet.start.person_id, []),
            eyes if isinstance(eyes, Eyes) else eyes[sheet.start.id],
        )
        for sheet in sheets
    ]


def _checklist(sheet: Sheet, others: Sequence[GateLine], eyes: Eyes) -> Checklist:
    today = clock.today()
    out = [line for line in others if rules.left_out(sheet.start.route, line.code)]
    kept = [waived(sheet, _foreign(line), today) for line in others if line not in out]
    lines = sorted([*own_lines(sheet, eyes, today), *kept], key=lambda line: line.weight)
    said = tuple(
        _l(
            "%(title)s: not needed before the first day on this route. It is a goal for the probation time.",
            title=line.title,
        )
        for line in out
    )
    return Checklist(sheet, tuple(lines), said)


def _foreign(line: GateLine) -> Line:
    return Line(
        line.code, line.title, Mark.DONE if line.reason.met else Mark.TO_DO, line.reason, "other", weight=line.weight
    )


def _others(session: Session, people: Sequence[UUID]) -> dict[UUID, list[GateLine]]:
    found: dict[UUID, list[GateLine]] = {}
    if not people:
        return found
    with _asked():
        parts = runtime().hooks.gates(session=session, gate=Gate.EMPLOY, people=people)
    for part in reversed(parts):
        for person_id, lines in part.items():
            found.setdefault(person_id, []).extend(lines)
    return found


@contextmanager
def _asked() -> Iterator[None]:
    token = _asking.set(True)
    try:
        yield
    finally:
        _asking.reset(token)


def answer(session: Session, gate: Gate, people: Sequence[UUID]) -> Mapping[UUID, list[GateLine]]:
    """Our lines for others who ask: each person's newest open start, in the words that everybody may read.

    A placement needs only the peer supervisor, and not to be on hold; people without a start are left out.
    """
    if _asking.get() or not people:
        return {}
    sheets = queries.newest_open(session, people)
    today = clock.today()
    return {
        sheet.start.person_id: [
            GateLine(line.code, line.title, line.reason, line.weight)
            for line in own_lines(sheet, Eyes.OTHERS, today)
            if gate is not Gate.PLACEMENT or line.code in (SUPERVISOR, rules.ON_HOLD)
        ]
        for sheet in sheets
    }
