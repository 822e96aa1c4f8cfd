"""What passes through the hooks: core types and person ids only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.text import Text
from lms.core.verdict import Reason
from lms.core.web.runtime import Runtime


class Gate(StrEnum):
    """The checklists that features may add lines to."""

    PLACEMENT = "placement"
    EMPLOY = "employ"


@dataclass(frozen=True)
class GateLine:
    """One line of somebody's start checklist. `title` names the line on a board; `reason` says where it stands."""

    code: str
    title: Text
    reason: Reason
    weight: int = 50


@dataclass(frozen=True)
class CheckOutcome:
    """One outcome a check can have; `ok` ones settle it."""

    code: str
    label: Text
    ok: bool


@dataclass(frozen=True)
class CheckType:
    """One kind of check before somebody starts: what it is called, in the words everybody reads, and how it can end.

    `code` is small letters, digits and hyphens, 40 at most; `short` heads its column on a board. It is among the
    outcomes of `code` "decision-needed" that HR is asked to talk with the person first. Where
    `normally_not_required` says why, a new start begins with the check not required.
    """

    code: str
    title: Text
    short: Text
    plain: Text
    states_help: Text
    outcomes: tuple[CheckOutcome, ...]
    may_be_not_required: bool = False
    normally_not_required: Text = ""

    def outcome(self, code: str) -> CheckOutcome | None:
        """The outcome of this code; None when there is none."""
        return next((found for found in self.outcomes if found.code == code), None)


class ActivityFile(Protocol):
    """A content file while it is read. A mistake is noted, an empty value stands for it, and reading goes on."""

    meta: dict[str, Any]
    body: str
    first_line: int

    def text(self, key: str, *, needed: bool = True, longest: int = 300) -> str:
        """A text of the front matter."""

    def whole(self, key: str, *, least: int = 0, most: int = 10_000, needed: bool = True) -> int:
        """A whole number of the front matter, between two bounds."""

    def texts(self, key: str, *, needed: bool = False) -> list[str]:
        """A list of texts of the front matter."""

    def records(self, key: str, keys: tuple[str, ...]) -> list[dict[str, Any]]:
        """A list of groups of the front matter that all have these keys; `id` and `text` are always among them."""

    def problem(self, key: str, says: str, write: str) -> None:
        """Note a mistake at a key of the front matter: what it says, and what to write instead."""

    def note(self, line: int, says: str, write: str) -> None:
        """Note a mistake on a line of the file; `first_line` is the body's first."""


def _as_it_is(_body: Mapping[str, Any], _answers: Sequence[str]) -> object:
    return None


def _no_words(_body: Mapping[str, Any], _given: Mapping[str, Sequence[str]]) -> str:
    return ""


def _once_seen(_body: Mapping[str, Any], _answers: Sequence[str]) -> bool:
    return True


@dataclass(frozen=True)
class ActivityType:
    """One kind of activity in a module. All that it does is told by four functions without side effects.

    `kind` is what content files write after `kind:`, small letters, digits and hyphens, 40 at most. `template`
    extends "lms/modules/activity.jinja", fills its block `activity` and posts to `modules.done`.

    * `read(file)`: the file as a body of plain JSON values; mistakes are noted on the file.
    * `present(body, answers)`: what the template finds as `view.extra`; `answers` are one's own, oldest first.
    * `take(body, given)`: the answer to keep, a short code of 40 characters at most ("" keeps nothing), from
      the form's fields. Raises Refused, saying what to do.
    * `done(body, answers)`: whether these answers complete the activity.

    As it stands, an activity is one to read: pressing the button completes it. On paper, what a body holds as
    "markdown" is printed under the title.
    """

    kind: str
    label: Text
    read: Callable[[ActivityFile], Mapping[str, Any]]
    template: str
    present: Callable[[Mapping[str, Any], Sequence[str]], object] = _as_it_is
    take: Callable[[Mapping[str, Any], Mapping[str, Sequence[str]]], str] = _no_words
    done: Callable[[Mapping[str, Any], Sequence[str]], bool] = _once_seen


@dataclass(frozen=True)
class DataSection:
    """A part of what is held about one person, told to that person: a heading, and rows of label and value.

    What is theirs `alone` is shown to nobody else, in an emergency neither.
    """

    code: str
    title: Text
    rows: Sequence[tuple[Text, Text]]
    alone: bool = False

    def plain(self) -> dict[str, Any]:
        """The same in plain words, for a file."""
        rows = [{"label": str(label), "value": str(value)} for label, value in self.rows]
        return {"code": self.code, "title": str(self.title), "rows": rows}


class Aspect(StrEnum):
    """What an evaluation looks at."""

    STRUCTURE = "structure"
    PROCESS = "process"
    OUTCOME = "outcome"


@dataclass(frozen=True)
class Indicator:
    """One figure. `people` says how many people it is about; None that it is about none, so that it may be shown.

    A figure about fewer than five is never shown: give it as it is, evaluation sees to that.
    """

    code: str
    title: Text
    aspect: Aspect
    value: float | None
    people: int | None = None
    unit: Text = ""


@dataclass(frozen=True)
class CertificateLayout:
    """One look of a certificate on paper. An award rule names its `code`: `layout: plain`.

    `code` is small letters, digits and hyphens, 40 at most. `template` is a whole page that finds `sheet`: title,
    name, statement, issued_on, expires_on, serial, code, address, check_at and picture, as they were when issued.
    """

    code: str
    label: Text
    template: str


class OutboxHandler(Protocol):
    """Carries out one outbox row. Runs in its own unit of work; must be harmless when run twice.

    A row that is done is kept for a while, 90 days unless an administrator says otherwise; then its key is forgotten.
    """

    def __call__(self, session: Session, payload: Mapping[str, Any], runtime: Runtime) -> Callable[[], object] | None:
        """Do it. Raising puts the row back for another try.

        What waits for somebody else, such as a mail server, is returned instead, as something to call: it is called
        once this unit of work has ended, so that nobody's writing waits with it.
        """


@dataclass(frozen=True)
class PersonCopy:
    """One person of a crowd: the demo's people copied under other names. `number` counts from 1."""

    number: int
    name: str


class FreshValue(Protocol):
    """What a copy's column holds, where the original's value is its own."""

    def __call__(self, person: PersonCopy, value: Any) -> Any:
        """The new value for the copy's `value`, as the database holds it."""


class Chapter(StrEnum):
    """The demo is told in chapters; in each, features speak in the order of the line."""

    HOUSE = "house"
    LINE = "line"
    AFTER = "after"


@dataclass
class DemoStory:
    """What the parts of the demo hand on to each other: people, nodes and whatever else, by name."""

    today: date
    now: datetime
    runtime: Runtime
    seed: int = 1
    people: dict[str, UUID] = field(default_factory=dict)
    nodes: dict[str, UUID] = field(default_factory=dict)
    things: dict[str, UUID] = field(default_factory=dict)
