"""Supervision: whom somebody supports, what is due, and the dates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lms.core import clock
from lms.core.text import Lazy, Text, day
from lms.core.text import lazy_gettext as _l
from lms.core.ui import url
from lms.employment import rules
from lms.employment.content import handbook
from lms.employment.models import ChecklistItem, StartState, Supervision, SupervisionKind
from lms.employment.presenters.marks import Tag
from lms.employment.presenters.start import Action
from lms.employment.queries import Supervisee

__all__ = ["KINDS", "SupervisionView", "supervision"]

KINDS: Mapping[SupervisionKind, Lazy] = {
    SupervisionKind.LINE: _l("Line supervision"),
    SupervisionKind.PEER: _l("Peer supervision"),
    SupervisionKind.GROUP: _l("Group supervision"),
}


@dataclass(frozen=True)
class SuperviseeRow:
    """One person, and when they were last seen in supervision."""

    person: str
    team: str
    last: Text
    tag: Tag
    record: str
    actions: Sequence[Action]


@dataclass(frozen=True)
class SupervisionView:
    """The page: the people somebody supports, and the dates kept."""

    people: Sequence[SuperviseeRow]
    supports: bool
    kept: Sequence[tuple[str, Text, str]]
    own: Sequence[tuple[str, Text, str]]


def supervision(
    people: Iterable[Supervisee],
    items: Mapping[object, Sequence[ChecklistItem]],
    kept: Iterable[tuple[Supervision, str, str]],
    own: Iterable[tuple[Supervision, str, str]],
    *,
    supports: bool,
) -> SupervisionView:
    """The page for this reader: as a supervisor, as somebody supported, or both."""
    return SupervisionView(
        people=[_row(one, items.get(one.start.id, ())) for one in people],
        supports=supports,
        kept=[(day(row.on), KINDS[row.kind], person) for row, person, _by in kept],
        own=[(day(row.on), KINDS[row.kind], by) for row, _person, by in own],
    )


def _row(one: Supervisee, items: Iterable[ChecklistItem]) -> SuperviseeRow:
    due = rules.supervision_due(one.last, clock.today())
    book = handbook()
    todo = [
        item for item in items if one.start.state not in (StartState.STARTED, StartState.WITHDRAWN) and not item.done
    ]
    return SuperviseeRow(
        person=one.person,
        team=one.node,
        last=day(one.last) or _l("not yet"),
        tag=Tag(_l("Due"), "due", "yellow") if due else Tag(_l("Recent"), "recent", "green"),
        record=url("employment.record_supervision", start_id=one.start.id),
        actions=[
            Action(
                book.items[item.code].done_words,
                url("employment.tick", start_id=one.start.id, code=item.code, what="done"),
                post=True,
            )
            for item in todo
        ],
    )
