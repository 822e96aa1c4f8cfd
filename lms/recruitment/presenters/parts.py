"""Parts that several pages show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.core.text import Lazy, Text
from lms.core.text import lazy_gettext as _l
from lms.recruitment.models import Application, ApplicationState, Decision, DecisionKind, Interview
from lms.recruitment.queries import Seat
from lms.recruitment.rules.scoring import Compared, compare
from lms.recruitment.rules.states import COLOURS, NAMES

__all__ = ["Letter", "Meeting", "SideBySide", "Tag", "letters", "meeting", "side_by_side", "state_tag"]

LETTERS: Mapping[DecisionKind, Lazy] = {
    DecisionKind.INTERVIEW: _l("We would like to meet you"),
    DecisionKind.OFFER: _l("Good news about your application"),
    DecisionKind.RESERVE: _l("An update on your application"),
    DecisionKind.NOT_THIS_TIME: _l("An update on your application"),
}


@dataclass(frozen=True)
class Tag:
    """A state as a coloured word."""

    text: Text
    state: str
    colour: str


def state_tag(application: Application) -> Tag:
    """Where an application stands."""
    state = application.state
    return Tag(NAMES[state], state.value, COLOURS.get(state, "grey"))


@dataclass(frozen=True)
class Letter:
    """A letter that was sent."""

    title: Text
    at: datetime
    text: str


def letters(decisions: Sequence[Decision]) -> list[Letter]:
    """The letters among these decisions, newest first."""
    return [Letter(LETTERS[one.kind], one.decided_at, one.letter) for one in decisions if one.letter]


@dataclass(frozen=True)
class Meeting:
    """An interview as it is announced."""

    starts_at: datetime
    place: str
    meets: str
    questions: Sequence[str]
    over: bool


def meeting(interview: Interview | None, questions: Sequence[Mapping[str, Any]], now: datetime) -> Meeting | None:
    """The interview with the questions that are sent ahead; None when there is none."""
    if interview is None:
        return None
    asked = [one["text"] for one in questions]
    return Meeting(interview.starts_at, interview.place, interview.meets, asked, interview.starts_at < now)


@dataclass(frozen=True)
class SideBySide:
    """Scores next to each other: who gave them, line by line, and in all. Comments are for the panel only."""

    scorers: Sequence[str]
    lived: Sequence[bool]
    lines: Sequence[Compared]
    totals: Sequence[int]
    comments: Sequence[tuple[str, str]]


def side_by_side(
    criteria: Sequence[Mapping[str, Any]], scores: Sequence[tuple[Any, str]], *, comments: bool
) -> SideBySide:
    """Scores as a table, each named by its scorer."""
    return SideBySide(
        [name for _score, name in scores],
        [score.lived_experience for score, _name in scores],
        compare(criteria, [score.points for score, _name in scores]),
        [sum(score.points.values()) for score, _name in scores],
        [(name, score.comment) for score, name in scores if comments and score.comment],
    )


def all_in(seats: Sequence[Seat], scores: Sequence[tuple[Any, str]], state: ApplicationState) -> tuple[bool, bool]:
    """Whether everybody available has sent their score, and whether HR has moved on."""
    sent = {score.scorer_id for score, _name in scores}
    return (
        bool(sent) and all(seat.member.person_id in sent for seat in seats if seat.available),
        state not in {ApplicationState.DRAFT, ApplicationState.SUBMITTED},
    )
