"""One person's start checklist, for HR, the line manager and the programme lead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lms.core import clock
from lms.core.access import Actor
from lms.core.text import Lazy, Text, day
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import href, url
from lms.employment import rules
from lms.employment.content import handbook
from lms.employment.gates import Checklist
from lms.employment.hats import hats_of
from lms.employment.lines import MANAGER, SUPERVISOR, Line
from lms.employment.models import StartDecision, StartState
from lms.employment.presenters.marks import Tag, start_tag, tag_of
from lms.employment.rules import START_STATES
from lms.recruitment.models import Route

__all__ = ["ROUTES", "Action", "ShownLine", "StartView", "shown_line", "start"]

ROUTES: Mapping[Route, Lazy] = {
    Route.TRAIN_THEN_APPLY: _l("Train, then apply"),
    Route.OFFER_THEN_TRAIN: _l("Offer, then train"),
    Route.EMPLOYED_FROM_DAY_ONE: _l("Employed from day one"),
    Route.ALREADY_IN_POST: _l("Already in post"),
}


@dataclass(frozen=True)
class Action:
    """Something to press (a POST) or a place to go."""

    label: Text
    href: str
    post: bool = False
    main: bool = False


@dataclass(frozen=True)
class ShownLine:
    """One line with what this reader may do about it."""

    code: str
    tag: Tag
    met: bool
    text: Text
    who: Text
    actions: Sequence[Action]


@dataclass(frozen=True)
class StartView:
    """The page of one start."""

    start_id: UUID
    version: int
    person: str
    facts: Sequence[tuple[Text, Text]]
    state: Tag
    ok: bool
    to_do: Sequence[ShownLine]
    done: Sequence[ShownLine]
    left_out: Sequence[Text]
    next_text: Text
    actions: Sequence[Action]
    waivers: Sequence[tuple[str, str, str, str]]


def start(one: Checklist, actor: Actor, decided: tuple[StartDecision, str] | None) -> StartView:
    """The page of one start for this reader."""
    hats = hats_of(actor, one.sheet)
    lines = [shown_line(one, line, hats) for line in one.lines]
    left = one.sheet.start.left_on is not None
    return StartView(
        start_id=one.sheet.start.id,
        version=one.sheet.start.version,
        person=one.sheet.person,
        facts=_facts(one, decided),
        state=start_tag(one.sheet),
        ok=one.verdict.ok or left,
        to_do=[line for line in lines if not (line.met or left)],
        done=[line for line in lines if line.met],
        left_out=one.left_out,
        next_text=_next(one, hats),
        actions=_actions(one, actor, hats, decided is not None),
        waivers=_waivers(one) if "hr" in hats else [],
    )


def _facts(one: Checklist, decided: tuple[StartDecision, str] | None) -> list[tuple[Text, Text]]:
    start = one.sheet.start
    rows: list[tuple[Text, Text]] = [
        (_l("Post"), start.role_title),
        (_l("Team"), one.sheet.node),
        (_l("Hours a week"), start.hours),
        (_l("Band"), start.band),
        (_l("Route"), ROUTES[start.route]),
        (_l("Line manager"), one.sheet.manager or _l("Nobody named yet")),
        (_l("Peer supervisor"), one.sheet.supervisor or _l("Nobody named yet")),
        (_l("Start date"), day(start.start_date) or _l("Not set yet")),
        (_l("Last day"), day(start.left_on)),
    ]
    if decided:
        rows.append(
            (
                _l("Decision"),
                _(
                    "%(what)s by %(name)s on %(day)s",
                    what=START_STATES[StartState(decided[0].kind.value)],
                    name=decided[1],
                    day=day(decided[0].created_at),
                ),
            )
        )
    return [row for row in rows if row[1]]


def _next(one: Checklist, hats: frozenset[str]) -> Text:
    start = one.sheet.start
    if start.left_on:
        return _l("They have left. Nothing more is asked of anybody here, and what was done stays on record.")
    if one.sheet.held_until:
        return _(
            "On hold until %(day)s. Until then, or until it is lifted, nothing is confirmed here and no first day is "
            "set or begun. Supervision and learning go on.",
            day=day(one.sheet.held_until),
        )
    if start.state is StartState.PREPARING and not one.verdict.ok:
        return _l("When every line is done, HR confirms the start. The line manager sets the first day after that.")
    if start.state is StartState.DATE_SET and start.start_date and start.start_date <= clock.today():
        return _l("The first day has come. The line manager records that they have started.")
    said: dict[StartState, Text] = {
        StartState.PREPARING: _l("Every line is done or agreed to follow. HR can confirm the start."),
        StartState.CONFIRMED: _l(
            "HR has confirmed. The line manager now agrees the first day with the person and sets it here."
        ),
        StartState.DATE_SET: _l("The first day is set. The line manager records it here when it has come."),
        StartState.STARTED: _l(
            "They have started. Reviews are offered to everybody after about one, four and twelve months."
        ),
        StartState.WITHDRAWN: _l("This start is not going ahead. Nothing more is asked of anybody."),
    }
    return said[start.state]


def _actions(one: Checklist, actor: Actor, hats: frozenset[str], decided: bool) -> list[Action]:
    state, key, goes_on = one.sheet.start.state, one.sheet.start.id, one.sheet.held_until is None
    found = []
    if "hr" in hats and state is StartState.PREPARING and one.verdict.ok:
        found.append(Action(_l("Confirm the start"), url("employment.confirm", start_id=key), main=True))
    if goes_on and "manager" in hats and state in (StartState.CONFIRMED, StartState.DATE_SET):
        label = _l("Set the start date") if state is StartState.CONFIRMED else _l("Move the start date")
        found.append(Action(label, url("employment.set_date", start_id=key), main=state is StartState.CONFIRMED))
    if (
        goes_on
        and "manager" in hats
        and state is StartState.DATE_SET
        and (one.sheet.start.start_date or clock.today()) <= clock.today()
    ):
        found.append(Action(_l("They have started"), url("employment.begin", start_id=key), post=True))
    if hats & {"hr", "manager"} and state is StartState.STARTED:
        label = _l("When they left") if one.sheet.start.left_on else _l("Record that they have left")
        found.append(Action(label, url("employment.leaving", start_id=key)))
    if decided:
        found.append(Action(_l("Printable decision"), url("employment.decision", start_id=key)))
    if "hr" in hats and state not in (StartState.STARTED, StartState.WITHDRAWN):
        found.append(Action(_l("Record that it is not going ahead"), url("employment.withdraw", start_id=key)))
    return found


def shown_line(one: Checklist, line: Line, hats: frozenset[str]) -> ShownLine:
    """A line with what somebody wearing these hats may do about it."""
    sheet, key, reason = one.sheet, one.sheet.start.id, line.reason
    found: list[Action] = []
    open_start = sheet.start.state not in (StartState.STARTED, StartState.WITHDRAWN)
    if line.code in sheet.checks and "hr" in hats:
        found.append(Action(_l("Open the check"), url("employment.check", check_id=sheet.checks[line.code].id)))
    if line.code in sheet.items and open_start and rules.may_tick(handbook().items[line.code].who, hats):
        found.append(_tick(key, line))
    if line.code == MANAGER and "hr" in hats and open_start:
        found.append(
            Action(_l("Change") if reason.met else _l("Name somebody"), url("employment.name_manager", start_id=key))
        )
    if line.code == SUPERVISOR and "manager" in hats and open_start:
        found.append(
            Action(_l("Change") if reason.met else _l("Name somebody"), url("employment.name_supervisor", start_id=key))
        )
    if line.who == "other" and reason.link and not reason.met:
        found.append(Action(_l("Go there"), href(reason.link)))
    if "hr" in hats and open_start and not reason.met and line.code not in rules.NEVER_WAIVED:
        found.append(
            Action(_l("Agree that it may follow"), url("employment.agree_waiver", start_id=key, code=line.code))
        )
    return ShownLine(line.code, tag_of(line), reason.met, reason.text, reason.who, found)


def _tick(key: Any, line: Line) -> Action:
    label, what = (_l("Undo"), "again") if line.mark == "done" else (_l("Mark as done"), "done")
    return Action(label, url("employment.tick", start_id=key, code=line.code, what=what), post=True)


def _waivers(one: Checklist) -> list[tuple[str, str, str, str]]:
    book = handbook()
    titles = {code: str(kind.title) for code, kind in book.checks.items()} | {
        code: kind.title for code, kind in book.items.items()
    }
    return [
        (titles.get(code, code), approver, waiver.reason, day(waiver.ends_on))
        for code, (waiver, approver) in one.sheet.waivers.items()
    ]
