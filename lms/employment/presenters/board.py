"""The start board: people × lines, what is still to do and who acts next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.core.access import Actor
from lms.core.text import Text, day
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import href, url
from lms.employment.gates import Checklist
from lms.employment.lines import Line, Mark
from lms.employment.models import StartState
from lms.employment.presenters.marks import Tag, start_tag, tag_of
from lms.employment.queries import StartFilter
from lms.employment.rules import ON_HOLD, START_STATES
from lms.people.models import Node

__all__ = ["BoardView", "Row", "board", "csv_rows", "next_of"]

WAITING = (
    ("", _l("Anybody")),
    ("hr", _l("HR")),
    ("manager", _l("The line manager")),
    ("supervisor", _l("The peer supervisor")),
    ("trainee", _l("The person starting")),
    ("ready", _l("Nobody: all our lines are done")),
)
URGENT = {Mark.ON_HOLD: -1, Mark.DECIDE: 0, Mark.WAITING: 1, Mark.TO_DO: 2}
Option = tuple[str, Text, bool]


@dataclass(frozen=True)
class Cell:
    """One line of one person. `link` is empty where there is nothing to open."""

    head: Text
    tag: Tag
    met: bool
    text: Text
    who: Text
    link: str


@dataclass(frozen=True)
class Row:
    """One person's start."""

    link: str
    person: str
    team: str
    role: str
    state: Tag
    done: int
    total: int
    next_text: Text
    next_who: Text
    next_link: str
    cells: Sequence[Cell | None]
    start_date: str
    verdict: str


@dataclass(frozen=True)
class BoardView:
    """The whole board with its filters."""

    heads: Sequence[Text]
    rows: Sequence[Row]
    teams: Sequence[Option]
    states: Sequence[Option]
    waiting: Sequence[Option]
    filtered: bool
    more: str
    csv: str


def board(
    lists: Sequence[Checklist], actor: Actor, teams: Iterable[Node], filters: StartFilter, after: str
) -> BoardView:
    """The board of these checklists for this reader."""
    heads = _heads(lists)
    asked = {"team": filters.team, "state": filters.state or None, "waiting": filters.waiting or None}
    return BoardView(
        heads=[title for _code, title in heads],
        rows=[_row(one, actor, [code for code, _title in heads]) for one in lists],
        teams=[
            ("", _l("All my teams"), filters.team is None),
            *((str(t.id), t.name, t.id == filters.team) for t in teams),
        ],
        states=[
            ("", _l("On the way"), not filters.state),
            *((s.value, START_STATES[s], s == filters.state) for s in StartState),
        ],
        waiting=[(value, label, value == filters.waiting) for value, label in WAITING],
        filtered=any(asked.values()),
        more=url("employment.board", after=after, **asked) if after else "",
        csv=url("employment.board_csv", **asked),
    )


def _heads(lists: Sequence[Checklist]) -> list[tuple[str, Text]]:
    found: dict[str, tuple[int, Text]] = {}
    for one in lists:
        for line in one.lines:
            if line.code != ON_HOLD:  # says what comes next, and is no column of everybody's
                found.setdefault(line.code, (line.weight, line.title))
    return [(code, title) for code, (_weight, title) in sorted(found.items(), key=lambda pair: pair[1][0])]


def _row(one: Checklist, actor: Actor, codes: Sequence[str]) -> Row:
    start, by_code = one.sheet.start, {line.code: line for line in one.lines}
    text, who, link = next_of(one)
    return Row(
        link=url("employment.start", start_id=start.id),
        person=one.sheet.person,
        team=one.sheet.node,
        role=start.role_title,
        state=start_tag(one.sheet),
        done=one.done,
        total=one.total,
        next_text=text,
        next_who=who,
        next_link=link,
        cells=[_cell(by_code[code]) if code in by_code else None for code in codes],
        start_date=day(start.start_date),
        verdict="ok" if one.verdict.ok else "not-yet",
    )


def _cell(line: Line) -> Cell:
    reason = line.reason
    return Cell(line.title, tag_of(line), reason.met, reason.text, reason.who, href(reason.link) if reason.link else "")


def next_of(one: Checklist) -> tuple[Text, Text, str]:
    """What comes next for a start: a sentence, who acts, and where. Decisions first, then the longest wait."""
    start = one.sheet.start
    if start.left_on:
        return _("They left on %(day)s.", day=day(start.left_on)), "", ""
    open_lines = [line for line in one.lines if not line.reason.met]
    if open_lines and start.state is not StartState.WITHDRAWN:
        first = min(open_lines, key=lambda line: (URGENT[line.mark], -(line.days or 0)))
        return first.reason.text, first.reason.who, href(first.reason.link) if first.reason.link else ""
    here = url("employment.start", start_id=start.id)
    manager = one.sheet.manager or _("The line manager")
    said: dict[StartState, tuple[Text, Text, str]] = {
        StartState.PREPARING: (_("Every line is done. The start can be confirmed."), _("HR"), here),
        StartState.CONFIRMED: (_("Confirmed by HR. The start date is next."), manager, here),
        StartState.DATE_SET: (_("The first day is set."), "", here),
        StartState.STARTED: (_("They have started."), "", here),
        StartState.WITHDRAWN: (_("Not going ahead."), "", here),
    }
    return said[start.state]


def csv_rows(lists: Sequence[Checklist]) -> tuple[list[Text], list[list[Text]]]:
    """The same board as a spreadsheet: header and rows."""
    heads = _heads(lists)
    header: list[Text] = [
        _l("Name"),
        _l("Team"),
        _l("Post"),
        _l("State"),
        _l("Start date"),
        _l("What is next"),
        _l("Who acts next"),
    ]
    rows: list[list[Text]] = []
    for one in lists:
        start, by_code = one.sheet.start, {line.code: line for line in one.lines}
        text, who, _link = next_of(one)
        cells: list[Text] = [tag_of(by_code[code]).text if code in by_code else "" for code, _title in heads]
        rows.append(
            [
                one.sheet.person,
                one.sheet.node,
                start.role_title,
                start_tag(one.sheet).text,
                day(start.start_date),
                text,
                who,
                *cells,
            ]
        )
    return header + [title for _code, title in heads], rows
