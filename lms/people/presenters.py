"""What each page of people shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.tables import Slice
from lms.core.ui import Card
from lms.core.ui.chrome import CardKind
from lms.core.web import runtime
from lms.people import queries
from lms.people.browsers import browser_name
from lms.people.doors import doors_of
from lms.people.factors import recovery
from lms.people.factors.services import factors_of
from lms.people.identity import Sitting
from lms.people.models import Factor, Grant, Person, PersonState
from lms.people.roles import ROLE_NAMES
from lms.plugins import DataSection


@dataclass(frozen=True)
class HomePage:
    """What to do next, and what waits on others."""

    name: str
    to_do: Sequence[Card]
    waiting: Sequence[Card]


def home(session: Session, actor: Actor, hooks: Any) -> HomePage:
    """Cards from every feature, most pressing first."""
    cards = [card for part in reversed(hooks.home_cards(session=session, actor=actor)) for card in part]
    cards.sort(key=lambda card: card.weight)
    return HomePage(
        actor.name,
        [c for c in cards if c.kind is CardKind.NEXT],
        [c for c in cards if c.kind is CardKind.WAITING],
    )


@dataclass(frozen=True)
class RoleLine:
    """A role as people read it."""

    id: UUID
    role: str
    where: str
    starts_on: Any
    ends_on: Any
    over: bool


def role_line(grant: Grant) -> RoleLine:
    """A grant as a line; its node must be loaded."""
    over = grant.ends_on is not None and grant.ends_on < clock.today()
    return RoleLine(grant.id, str(ROLE_NAMES[grant.role]), grant.node.name, grant.starts_on, grant.ends_on, over)


@dataclass(frozen=True)
class SessionLine:
    """One browser that is signed in; `mine` is the one that looks."""

    id: UUID
    browser: str
    since: datetime
    seen: datetime
    mine: bool


@dataclass(frozen=True)
class AccountPage:
    """One's own account."""

    person: Person
    roles: Sequence[RoleLine]
    sessions: Sequence[SessionLine]
    factors: Sequence[Factor]
    codes_left: int
    hosted: bool


def account(session: Session, person_id: UUID, sitting: Sitting) -> AccountPage:
    """Names, roles, live sign-ins and second factors; in three statements at most."""
    doors = doors_of(session, person_id)
    lines = [
        SessionLine(
            row.id, browser_name(row.browser), row.created_at, row.seen_at or row.created_at, row.id == sitting.id
        )
        for row in doors.sign_ins
    ]
    roles = [role_line(grant) for grant in doors.grants]
    left = recovery.left(session, person_id) if doors.factors else 0
    return AccountPage(doors.person, roles, lines, doors.factors, left, runtime().hosted)


def held_about(session: Session, person_id: UUID, hooks: Any) -> list[DataSection]:
    """Everything that features hold about one person, in the words that person reads; ours first."""
    answers = hooks.personal_data(session=session, person_id=person_id)
    return [section for answer in reversed(answers) for section in answer]


@dataclass(frozen=True)
class PersonLine:
    """One row of the list of people."""

    id: UUID
    name: str
    email: str
    roles: str
    active: bool


@dataclass(frozen=True)
class PeoplePage:
    """The list of people."""

    people: Sequence[PersonLine]
    slice: Slice[Any]
    search: str
    disabled: int


def people_list(session: Session, actor: Actor, found: Slice[tuple[Person]], search: str, owner: Any) -> PeoplePage:
    """People with the roles this administrator looks after, in two statements; how many plugins are off beside them."""
    people = [row[0] for row in found.items]
    roles: dict[UUID, list[str]] = {}
    for grant in queries.managed_grants(session, actor, [person.id for person in people]):
        roles.setdefault(grant.person_id, []).append(f"{ROLE_NAMES[grant.role]} ({grant.node.name})")
    lines = [
        PersonLine(p.id, p.chosen_name, p.email or "", ", ".join(roles.get(p.id, ())), p.state is PersonState.ACTIVE)
        for p in people
    ]
    return PeoplePage(lines, found, search, len(owner.loaded.disabled))


@dataclass(frozen=True)
class PluginLine:
    """One installed plugin, as its administrator reads of it."""

    name: str
    made_by: str
    on: bool
    reason: str
    hooks: Sequence[str]
    tables: Sequence[str]


def plugins(owner: Any) -> list[PluginLine]:
    """Third parties' plugins, those that are switched off first."""
    guests = sorted(owner.loaded.guests, key=lambda guest: (guest.on, guest.name))
    return [
        PluginLine(g.name, f"{g.distribution} {g.version}".strip(), g.on, g.reason, g.hooks, g.tables) for g in guests
    ]


@dataclass(frozen=True)
class PersonPage:
    """One person, for an administrator."""

    person: Person
    roles: Sequence[RoleLine]
    active: bool
    has_factor: bool
    further: bool
    erased: bool
    signs_in: bool


def person(session: Session, actor: Actor, found: Person) -> PersonPage:
    """A person, their roles where this administrator looks after people, and whether there are others."""
    roles = [role_line(grant) for grant in queries.managed_grants(session, actor, [found.id])]
    factors, further = factors_of(session, found.id), queries.reaches_further(session, actor, found.id)
    active, erased = (found.state is state for state in (PersonState.ACTIVE, PersonState.ERASED))
    return PersonPage(found, roles, active, bool(factors), further, erased, active and not runtime().hosted)


@dataclass(frozen=True)
class DemoMail:
    """One mail that the demo has sent."""

    to: str
    subject: str
    body: str
