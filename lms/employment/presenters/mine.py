"""A person's own start, in plain words; and the dates of their supervision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from lms.core import clock
from lms.core.text import Text, day
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.employment.content import handbook
from lms.employment.gates import Checklist
from lms.employment.lines import Line
from lms.employment.models import Check, StartState, Supervision
from lms.employment.presenters.checks import state_tag
from lms.employment.presenters.marks import Tag, start_tag
from lms.employment.presenters.start import ShownLine, shown_line
from lms.employment.presenters.supervision import KINDS
from lms.employment.rules import going_on, shown_state
from lms.plugins import CheckType

__all__ = ["MineView", "OwnCheck", "OwnStart", "mine", "where_it_stands"]


@dataclass(frozen=True)
class OwnCheck:
    """One check as the person reads it."""

    code: str
    title: Text
    plain: Text
    states_help: Text
    tag: Tag
    text: Text
    who: Text
    met: bool
    facts: Sequence[tuple[Text, Text]]


@dataclass(frozen=True)
class OwnLine:
    """One other line: why it is there, where it stands, what the person may do."""

    shown: ShownLine
    why: str


@dataclass(frozen=True)
class OwnStart:
    """One way into a post."""

    role: str
    team: str
    state: Tag
    stands: Text
    done: int
    total: int
    checks: Sequence[OwnCheck]
    lines: Sequence[OwnLine]
    left_out: Sequence[Text]
    closed: bool
    left: bool


@dataclass(frozen=True)
class MineView:
    """All of a person's starts, and when supervision happened."""

    starts: Sequence[OwnStart]
    supervision: Sequence[tuple[str, Text, str]]


def mine(
    lists: Sequence[Checklist], supervision: Iterable[tuple[Supervision, str, str]], keepers: Mapping[UUID, str]
) -> MineView:
    """The person's own page; `keepers` are the names of those in HR who look after a check."""
    return MineView(
        [_own(one, keepers) for one in lists], [(day(row.on), KINDS[row.kind], by) for row, _person, by in supervision]
    )


def _own(one: Checklist, keepers: Mapping[UUID, str]) -> OwnStart:
    start, book = one.sheet.start, handbook()
    checks = [
        _check(book.check(line.code), one.sheet.checks[line.code], line, keepers)
        for line in one.lines
        if line.code in one.sheet.checks
    ]
    rest = [line for line in one.lines if line.code not in one.sheet.checks]
    return OwnStart(
        role=start.role_title,
        team=one.sheet.node,
        state=start_tag(one.sheet),
        stands=where_it_stands(one),
        done=one.done,
        total=one.total,
        checks=checks,
        lines=[
            OwnLine(
                shown_line(one, line, frozenset({"trainee"})),
                book.items[line.code].why if line.code in book.items else "",
            )
            for line in rest
        ],
        left_out=one.left_out,
        closed=not going_on(start),
        left=start.left_on is not None,
    )


def where_it_stands(one: Checklist) -> Text:
    """One or two sentences: where a start stands, and who acts next."""
    start = one.sheet.start
    if start.left_on:
        return _(
            "You worked here from %(first)s to %(last)s. What you did and were given here stays yours.",
            first=day(start.start_date),
            last=day(start.left_on),
        )
    if one.sheet.held_until:
        return _(
            "Your placement is on hold until %(day)s. Your learning goes on, and so does your supervision.",
            day=day(one.sheet.held_until),
        )
    if start.state is StartState.PREPARING:
        mine = [line for line in one.lines if line.who == "trainee" and not line.reason.met]
        if mine:
            return _("Next is you: %(what)s.", what=mine[0].reason.text)
        if one.verdict.ok:
            return _(
                "Everything is done. HR confirms your start next. Please do not give notice in another job before then."
            )
        return _(
            "Nothing waits on you just now. Others are working on what is left. "
            "Please do not give notice in another job before HR has confirmed."
        )
    said: dict[StartState, Text] = {
        StartState.CONFIRMED: _("HR has confirmed your start. Your line manager agrees your first day with you next."),
        StartState.DATE_SET: _(
            "Your first day is %(day)s. Your line manager tells you when and where to come.", day=day(start.start_date)
        ),
        StartState.STARTED: _("You started on %(day)s. Welcome.", day=day(start.start_date)),
        StartState.WITHDRAWN: _(
            "This start is not going ahead. HR speaks with you about it, and you can ask them anything."
        ),
    }
    return said[start.state]


def _check(kind: CheckType, check: Check, line: Line, keepers: Mapping[UUID, str]) -> OwnCheck:
    outcome = kind.outcome(check.outcome)
    facts: list[tuple[Text, Text]] = [
        (_l("Who looks after it"), _("%(name)s, in HR", name=keepers[check.keeper_id]) if check.keeper_id else ""),
        (_l("Outcome"), outcome.label if outcome else ""),
        (_l("Agreed for work"), check.conditions),
        (_l("Why it is not needed"), check.why_not_required),
        (_l("Holds until"), day(check.expires_on)),
    ]
    return OwnCheck(
        kind.code,
        kind.title,
        kind.plain,
        kind.states_help,
        state_tag(check, shown_state(check, clock.today())),
        line.reason.text,
        line.reason.who,
        line.reason.met,
        [fact for fact in facts if fact[1]],
    )
