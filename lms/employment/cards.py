"""What employment puts on home pages: at most two statements of its own for anybody."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.text import Text, day, ngettext
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card
from lms.core.ui.chrome import CardKind
from lms.core.verdict import Link
from lms.employment import gates, queries, rules
from lms.employment.content import handbook
from lms.employment.models import CheckState, StartState
from lms.employment.permissions import Can
from lms.employment.rules import Eyes

__all__ = ["cards"]

MOVES_BY_ITSELF = frozenset({CheckState.REQUESTED, CheckState.IN_PROGRESS})


def cards(session: Session, actor: Actor) -> Iterator[Card]:
    """Every card for the hats this person wears."""
    if actor.can(Can.RUN_CHECKS):
        yield from _for_hr(session, actor)
    if actor.can(Can.PREPARE_STARTS):
        yield from _for_manager(session, actor)
    if actor.can(Can.SUPERVISE):
        yield from _for_supervisor(session, actor)
    if actor.can(Can.OWN_START):
        yield from _for_person(session, actor)


def _for_hr(session: Session, actor: Actor) -> Iterator[Card]:
    rows = queries.open_checks(session, actor)
    today = clock.today()
    seen = [(rules.state_for(row[0], actor.id, today), row) for row in rows]
    yield from _decisions([row for state, row in seen if state is CheckState.DECISION_NEEDED])
    yield from _to_request([row for state, row in seen if state is CheckState.NOT_STARTED])
    yield from _longest([row for state, row in seen if state in MOVES_BY_ITSELF])
    ready = [one for one in gates.checklists(session, queries.ready_sheets(session, actor), Eyes.HR) if one.verdict.ok]
    if ready:
        link = (
            Link("employment.start", {"start_id": ready[0].sheet.start.id})
            if len(ready) == 1
            else Link("employment.board", {"waiting": "ready"})
        )
        body = _("Every line is done for %(name)s, who has waited longest.", name=ready[0].sheet.person)
        yield Card(CardKind.NEXT, _l("Starts to confirm"), body, link, _l("Confirm"), weight=11, count=len(ready))


def _decisions(rows: Sequence[queries.CheckRow]) -> Iterator[Card]:
    if rows:
        body = _("The person talks with you first. %(name)s has waited longest.", name=rows[0][2])
        link = Link("employment.checks", {"state": CheckState.DECISION_NEEDED.value})
        yield Card(
            CardKind.NEXT, _l("Check decisions needed"), body, link, _l("Open decisions"), weight=10, count=len(rows)
        )


def _to_request(rows: Sequence[queries.CheckRow]) -> Iterator[Card]:
    if rows:
        link = Link("employment.checks", {"state": CheckState.NOT_STARTED.value})
        yield Card(
            CardKind.NEXT,
            _l("Checks to begin"),
            _l("The offer is accepted and nothing has been asked for yet."),
            link,
            _l("Open checks"),
            weight=20,
            count=len(rows),
        )


def _longest(rows: Sequence[queries.CheckRow]) -> Iterator[Card]:
    if rows:
        check, _start, person, _team = rows[0]
        n = rules.waiting_days(check, clock.today(), Eyes.OTHERS)
        body = ngettext(
            "The longest: %(what)s for %(name)s, %(n)s day.",
            "The longest: %(what)s for %(name)s, %(n)s days.",
            n,
            what=handbook().check(check.code).title,
            name=person,
        )
        yield Card(
            CardKind.WAITING,
            _l("Checks under way"),
            body,
            Link("employment.checks"),
            _l("See what to chase"),
            who=_l("others"),
            weight=20,
            count=len(rows),
        )


def _for_manager(session: Session, actor: Actor) -> Iterator[Card]:
    counts = queries.counts_for_manager(session, actor)
    if counts.dates:
        link = Link("employment.board", {"state": StartState.CONFIRMED.value})
        yield Card(
            CardKind.NEXT,
            _l("Start dates to set"),
            _l("HR has confirmed. Agree the first day with the person."),
            link,
            _l("Set a date"),
            weight=10,
            count=counts.dates,
        )
    if counts.items:
        link = Link("employment.board", {"waiting": "manager"})
        yield Card(
            CardKind.NEXT,
            _l("Start checklists with something for you"),
            _l("Prepare the team, book the induction, name a peer supervisor."),
            link,
            _l("Open checklists"),
            weight=20,
            count=counts.items,
        )


def _for_supervisor(session: Session, actor: Actor) -> Iterator[Card]:
    due = [one for one in queries.supervised(session, actor) if rules.supervision_due(one.last, clock.today())]
    if due:
        body = _("%(name)s has waited longest. It is offered at least every four weeks.", name=due[0].person)
        yield Card(
            CardKind.NEXT,
            _l("Supervision due"),
            body,
            Link("employment.supervision"),
            _l("Open supervision"),
            weight=15,
            count=len(due),
        )


def _for_person(session: Session, actor: Actor) -> Iterator[Card]:
    mine = queries.own_standing(session, actor)
    if mine is not None:
        yours = mine.waits_on_me and mine.start.state is StartState.PREPARING
        yield Card(
            CardKind.NEXT if yours else CardKind.WAITING,
            _l("My start"),
            _standing(mine),
            Link("employment.mine"),
            _l("See my start"),
            who="" if yours else _l("HR and your line manager"),
            weight=25,
        )


def _standing(mine: queries.Standing) -> Text:
    start = mine.start
    if mine.held_until:
        return _("Your placement is on hold until %(day)s. Your learning goes on.", day=day(mine.held_until))
    if start.state is StartState.CONFIRMED:
        return _l("HR has confirmed your start. Your line manager agrees your first day with you next.")
    if start.state is StartState.DATE_SET:
        return _("Your first day is %(day)s.", day=day(start.start_date))
    if mine.waits_on_me:
        return _l("Something on your start checklist is for you.")
    if mine.all_done:
        return _l("Your checks and everything around them are done. HR confirms your start next.")
    return _l("Nothing on your start checklist waits on you just now.")
