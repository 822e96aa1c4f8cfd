"""Where an area stands, from the evidence offered for it and the decisions about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from assessments.models import AreaKind, Look
from lms.core.errors import Refused
from lms.core.text import Lazy
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Link, Reason, Verdict, verdict


class State(StrEnum):
    """The states of an area for one person. NOT_ASSESSED is for areas that nobody is ever rated on."""

    NOT_STARTED = "not-started"
    GATHERING = "gathering"
    NOT_YET_MET = "not-yet-met"
    MET = "met"
    VERIFIED = "verified"
    NOT_ASSESSED = "not-assessed"


STATE_NAMES: dict[State, Lazy] = {
    State.NOT_STARTED: _l("Not started"),
    State.GATHERING: _l("Gathering"),
    State.NOT_YET_MET: _l("Not yet met"),
    State.MET: _l("Met"),
    State.VERIFIED: _l("Met and verified"),
    State.NOT_ASSESSED: _l("Not assessed"),
}


class Outcome(NamedTuple):
    """One decision about one area, and where the second look at it stands."""

    passed: bool
    look: Look
    decided_at: datetime


class AreaState(NamedTuple):
    """One area of a person's framework and its state."""

    area_id: UUID
    code: str
    title: str
    kind: AreaKind
    state: State

    @property
    def met(self) -> bool:
        """True when nothing more is needed for it."""
        return self.state in (State.MET, State.VERIFIED)


@dataclass(frozen=True)
class CoreProgress:
    """How many core areas are met out of all of them, and the titles of those that are not yet."""

    met: int
    total: int
    not_met: tuple[str, ...]


def state_of(kind: AreaKind, offered: bool, outcomes: Sequence[Outcome]) -> State:
    """The state of an area of this kind: `offered` when any evidence names it.

    The latest decision counts. One that the assessor was asked to look at again is set aside until then.
    """
    if kind is not AreaKind.CORE:
        return State.NOT_ASSESSED
    standing = [outcome for outcome in outcomes if outcome.look is not Look.ASKED_AGAIN]
    if not standing:
        return State.GATHERING if offered else State.NOT_STARTED
    latest = max(standing, key=lambda outcome: outcome.decided_at)
    if not latest.passed:
        return State.NOT_YET_MET
    return State.VERIFIED if latest.look is Look.AGREED else State.MET


def refuse_unratable(kind: AreaKind) -> None:
    """Raise Refused for an area that nobody is ever rated on: optional and organisational ones."""
    if kind is not AreaKind.CORE:
        raise Refused(_l("Only core areas are rated. Take the rating of the other area away."))


def core_progress_of(states: Iterable[AreaState]) -> CoreProgress:
    """Count the core areas among these."""
    core = [state for state in states if state.kind is AreaKind.CORE]
    not_met = tuple(state.title for state in core if not state.met)
    return CoreProgress(len(core) - len(not_met), len(core), not_met)


class Standing(NamedTuple):
    """An area's state with what it takes to say who acts next: `waits` when an attempt waits to be marked."""

    state: AreaState
    waits: bool
    would_meet: str
    link: Link


def areas_verdict(standings: Iterable[Standing], version: str) -> Verdict:
    """Whether every core area is met; for each that is not, what would meet it, who acts next and where."""
    core = (standing for standing in standings if standing.state.kind is AreaKind.CORE)
    return verdict("areas", (_line(standing) for standing in core), framework=version)


def _line(standing: Standing) -> Reason:
    area = standing.state
    code = f"area.{area.code}"
    if area.met:
        return Reason(code, _l("%(title)s: met.", title=area.title), met=True)
    if standing.waits:
        said = _l("%(title)s: a piece of yours is waiting to be marked.", title=area.title)
        return Reason(code, said, _l("your assessor"), standing.link)
    if area.state is State.NOT_YET_MET and standing.would_meet:
        said = _l("%(title)s: not yet. What would meet it: %(rest)s", title=area.title, rest=standing.would_meet)
    elif area.state is State.NOT_STARTED:
        said = _l("%(title)s: nothing is offered for it yet.", title=area.title)
    else:
        said = _l("%(title)s: finish what you have begun, then send it.", title=area.title)
    return Reason(code, said, _l("you"), standing.link)
