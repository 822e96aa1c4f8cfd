"""HR's list of checks, and the page of one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lms.core import clock
from lms.core.text import Text, day, moment, ngettext
from lms.core.text import lazy_gettext as _l
from lms.core.ui import url
from lms.employment import rules
from lms.employment.content import handbook
from lms.employment.forms import PAYERS
from lms.employment.lines import Sheet, chased_words, check_line
from lms.employment.models import Check, CheckEvent, CheckState, Start
from lms.employment.presenters.marks import CHECK_COLOURS, Tag
from lms.employment.queries import CheckFilter
from lms.employment.rules import CHECK_STATES, Eyes
from lms.people.models import Node
from lms.plugins import CheckType

__all__ = ["CheckItem", "CheckView", "ChecksView", "check_page", "checks", "state_tag"]

CheckRow = tuple[Check, Start, str, str]
Option = tuple[str, Text, bool]
EVENTS: Mapping[str, Text] = {
    "chased": _l("Chased"),
    "carried": _l("Brought along from an earlier post here"),
    "kept": _l("Looked after by somebody else from here on"),
    "talked": _l("Talked with the person"),
    "talk-declined": _l("The person chose not to talk"),
    "second-asked": _l("Somebody else asked to look at it too"),
    "second-not-agreed": _l("Not agreed: given back"),
}
CHASEABLE = frozenset({CheckState.REQUESTED, CheckState.IN_PROGRESS})


@dataclass(frozen=True)
class CheckItem:
    """One check in the list."""

    check_id: UUID
    version: int
    link: str
    start_link: str
    person: str
    team: str
    title: Text
    tag: Tag
    text: Text
    who: Text
    waiting: str
    chased: str
    chase: str


@dataclass(frozen=True)
class ChecksView:
    """The list with its filters."""

    items: Sequence[CheckItem]
    states: Sequence[Option]
    kinds: Sequence[Option]
    teams: Sequence[Option]
    filtered: bool
    more: str


def state_tag(check: Check, state: CheckState) -> Tag:
    """The state of a check, as its reader sees it, as a tag."""
    if state is CheckState.DONE and not check.settled:
        return Tag(_l("Not going ahead"), "not-going-ahead", "purple")
    return Tag(CHECK_STATES[state], state.value, CHECK_COLOURS[state])


def checks(
    rows: Iterable[CheckRow], teams: Iterable[Node], filters: CheckFilter, after: str, reader: UUID
) -> ChecksView:
    """The list as HR reads it."""
    asked = {"state": filters.state or None, "code": filters.code or None, "team": filters.team}
    book = handbook()
    return ChecksView(
        items=[_item(row, asked, reader) for row in rows],
        states=[
            ("", _l("Still open"), not filters.state),
            *((s.value, CHECK_STATES[s], s == filters.state) for s in CheckState),
        ],
        kinds=[
            ("", _l("All checks"), not filters.code),
            *((c, k.title, c == filters.code) for c, k in book.checks.items()),
        ],
        teams=[
            ("", _l("All my teams"), filters.team is None),
            *((str(t.id), t.name, t.id == filters.team) for t in teams),
        ],
        filtered=any(asked.values()),
        more=url("employment.checks", after=after, **asked) if after else "",
    )


def _item(row: CheckRow, asked: dict[str, Any], reader: UUID) -> CheckItem:
    check, start, person, team = row
    kind, today = handbook().check(check.code), clock.today()
    sheet = Sheet(start, person, team, "", checks={check.code: check}, reader=reader)
    line = check_line(sheet, kind, check, Eyes.HR, today)
    waits = not line.reason.met
    state = rules.state_for(check, reader, today)
    chase = state in CHASEABLE and check.keeper_id in (None, reader)
    return CheckItem(
        check_id=check.id,
        version=check.version,
        link=url("employment.check", check_id=check.id),
        start_link=url("employment.start", start_id=start.id),
        person=person,
        team=team,
        title=kind.title,
        tag=state_tag(check, state),
        text=line.reason.text,
        who=line.reason.who,
        waiting=ngettext("%(n)s day", "%(n)s days", line.days or 0) if waits else "",
        chased=chased_words(len(check.chased_on)) if state in CHASEABLE else "",
        chase=url("employment.chase", check_id=check.id, back="list", **asked) if chase else "",
    )


@dataclass(frozen=True)
class CheckView:
    """The page of one check. `carries_on`: its reader records what happens; `asked`: they are the second person."""

    check_id: UUID
    version: int
    title: Text
    person: str
    start_link: str
    plain: Text
    states_help: Text
    tag: Tag
    text: Text
    facts: Sequence[tuple[Text, Text]]
    chase: str
    takes_conditions: bool
    takes_end: bool
    takes_reason: bool
    takes_talk: bool
    carries_on: bool
    kept_by: str
    hand_over: str
    asked: bool
    waits_for: str
    history: Sequence[tuple[str, Text, str]]


def check_page(
    row: CheckRow, events: Iterable[tuple[CheckEvent, str | None]], called: Mapping[UUID, str], reader: UUID
) -> CheckView:
    """One check as this reader in HR sees it; `called` are the names of its keeper and of the second person."""
    check, start, person, team = row
    kind = handbook().check(check.code)
    item = _item(row, {}, reader)
    state = rules.state_for(check, reader, clock.today())
    deciding = state is CheckState.DECISION_NEEDED
    second = check.second_id if deciding else None
    return CheckView(
        check_id=check.id,
        version=check.version,
        title=kind.title,
        person=person,
        start_link=item.start_link,
        plain=kind.plain,
        states_help=kind.states_help,
        tag=item.tag,
        text=item.text,
        facts=_facts(check, kind, start, team, reader),
        chase=url("employment.chase", check_id=check.id) if item.chase else "",
        takes_conditions=bool(rules.WITH_CONDITIONS & {outcome.code for outcome in kind.outcomes}),
        takes_end=bool(rules.UNTIL & {outcome.code for outcome in kind.outcomes}),
        takes_reason=kind.may_be_not_required,
        takes_talk=deciding,
        carries_on=check.keeper_id in (None, reader),
        kept_by=called[check.keeper_id] if check.keeper_id else "",
        hand_over=url("employment.name_keeper", check_id=check.id),
        asked=second == reader,
        waits_for=called[second] if second and second != reader else "",
        history=[_event(event, by, kind) for event, by in events],
    )


def _facts(check: Check, kind: CheckType, start: Start, team: str, reader: UUID) -> list[tuple[Text, Text]]:
    if not rules.inside(check, reader):
        return [(_l("Team and post"), f"{team}, {start.role_title}")]
    outcome = kind.outcome(check.outcome)
    rows: list[tuple[Text, Text]] = [
        (_l("Team and post"), f"{team}, {start.role_title}"),
        (_l("Outcome"), outcome.label if outcome else ""),
        (_l("Agreed for work"), check.conditions),
        (_l("Why it is not needed"), check.why_not_required),
        (_l("Asked for on"), day(check.requested_on)),
        (_l("Chased"), chased_words(len(check.chased_on)) if check.state in CHASEABLE else ""),
        (_l("Talked with them on"), day(check.talked_on)),
        (_l("Done on"), day(check.done_on)),
        (_l("Holds until"), day(check.expires_on)),
        (_l("Reference"), check.reference),
        (_l("Who pays"), str(dict(PAYERS).get(check.who_pays, ""))),
    ]
    return [row for row in rows if row[1]]


def _event(event: CheckEvent, by: str | None, kind: CheckType) -> tuple[str, Text, str]:
    outcome = kind.outcome(event.outcome)
    words = EVENTS.get(event.what) or CHECK_STATES[CheckState(event.what)]
    return moment(event.created_at), f"{words}: {outcome.label}" if outcome else words, by or ""
