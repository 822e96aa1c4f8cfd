"""From a browser to an actor, in one statement: the session, the person and the grants."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

import flask_login  # type: ignore[import-untyped]
import sqlalchemy as sa
from flask import Flask, Request, g
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import NOBODY, Actor
from lms.core.db import prepared, rows
from lms.core.web.browser import SESSION_LIFE, digest, sent_token
from lms.core.web.following import following, to_be_told_again
from lms.core.web.runtime import runtime
from lms.people.factors.rules import owed, required
from lms.people.idle import SEEN_EVERY, run_out
from lms.people.models import Factor, Grant, Node, Person, PersonState, UserSession
from lms.people.permissions import Can
from lms.people.queries import running
from lms.people.roles import Role
from lms.people.signing_in import FRESH

__all__ = [
    "SITTING",
    "Held",
    "RolePermissions",
    "SignedIn",
    "Sitting",
    "actor_for",
    "actor_of",
    "identify",
    "install_login",
    "people",
    "pressed_again",
    "sits",
    "sitting",
    "whose",
]

RolePermissions = Mapping[str, frozenset[str]]


class Held(NamedTuple):
    """A person with one role they hold today; role and path are None for somebody who holds none."""

    person_id: UUID
    name: str
    state: PersonState
    role: str | None
    path: str | None
    reading: str | None


class Sitting(NamedTuple):
    """This browser's own sign-in: which it is, what was shown to it and when, and whether a factor is in use."""

    id: UUID
    second_at: datetime | None
    seen_at: datetime | None
    enrolled: bool


class HasSitting(Protocol):
    """Whoever sits at a session, however they were found."""

    @property
    def sitting(self) -> Sitting:
        """Which sign-in it is."""


Behind = TypeVar("Behind", bound=HasSitting)
Rows = Sequence[Held]
People = sa.Select[UUID, str, PersonState, Role, str, str | None]
SITTING = (
    UserSession.id,
    UserSession.second_at,
    UserSession.seen_at,
    sa.exists().where(Factor.person_id == UserSession.person_id, Factor.confirmed_at.is_not(None)).label("enrolled"),
)


class SignedIn(flask_login.UserMixin):  # type: ignore[misc]
    """Our own user for Flask-Login: the person behind a live session row of ours, read with their grants."""

    def __init__(self, rows: Rows, sitting: Sitting) -> None:
        self.rows, self.sitting = rows, sitting
        self.id = str(rows[0].person_id)


def install_login(app: Flask) -> None:
    """Give a standalone app the LoginManager that a host would bring."""
    manager = flask_login.LoginManager(app)
    manager.session_protection = None  # sessions are rows of ours, revocable; there is no cookie to protect

    @manager.request_loader  # type: ignore[untyped-decorator]
    def from_cookie(_request: Request) -> SignedIn | None:
        return _behind_cookie(g.lms_session) if "lms_session" in g else None


def _behind_cookie(session: Session) -> SignedIn | None:
    token = sent_token()
    if token is None:
        return None
    found = _held_by(session, token) or pressed_again(partial(_held_by, session))
    if found is None:
        return None
    roles = {row.role for row in found.rows if row.role is not None}
    return None if run_out(found.sitting.seen_at, roles, runtime().settings, now=clock.now()) else found


def _held_by(session: Session, token: str) -> SignedIn | None:
    query = _signed_in(token=digest(token), today=clock.today(), since=clock.now() - SESSION_LIFE)
    found = rows(session, query).all()
    own = len(SITTING)
    return SignedIn([Held(*row[:-own]) for row in found], Sitting(*found[0][-own:])) if found else None


def pressed_again(held_by: Callable[[str], Behind | None]) -> Behind | None:
    """Whom this very form has led on by a second factor, in the last ten minutes: it is pressed again. None of others.

    `held_by` finds who is behind a token. The guard sees to it that a second press waits until the first is through.
    """
    token = following()
    found = held_by(token) if token else None
    if token is None or found is None or found.sitting.second_at is None:
        return None
    if found.sitting.second_at <= clock.now() - FRESH:
        return None
    to_be_told_again(token)
    return found


@prepared
def _signed_in(*, token: str, today: date, since: datetime) -> sa.Select[*tuple[Any, ...]]:
    ours = UserSession.host_user_digest.is_(None)
    live = sa.and_(UserSession.token_digest == token, ours, running(since))
    query = people(today).join(UserSession, UserSession.person_id == Person.id).where(live)
    return query.add_columns(*SITTING)


def identify(session: Session, permissions: RolePermissions) -> Actor:
    """Whoever makes this request of our own app, with what they may do today; NOBODY when signed out or suspended."""
    if sent_token() is None:
        return NOBODY  # nobody to ask Flask-Login about
    user = flask_login.current_user._get_current_object()  # noqa: SLF001 - its documented way past the proxy
    return sits(actor_of(user.rows, permissions), user.sitting) if user.is_authenticated else NOBODY


def sits(actor: Actor, sitting: Sitting) -> Actor:
    """The actor at this session: half-way in while a second factor is owed and has not been shown."""
    if actor.person_id is None:
        return actor
    g.lms_sitting = sitting
    if sitting.seen_at is None or sitting.seen_at < clock.now() - SEEN_EVERY:
        g.lms_afterwards = partial(_seen, session_id=sitting.id, at=clock.now())
    if sitting.second_at is not None:
        return actor
    asked = required(runtime().settings, hosted=runtime().hosted)
    if not owed(actor.roles, enrolled=sitting.enrolled, required=asked):
        return actor
    return Actor(actor.person_id, actor.name, held={Can.SECOND_FACTOR: ("/",)}, reading=actor.reading, half=True)


def sitting() -> Sitting:
    """The sign-in that makes this request."""
    found: Sitting = g.lms_sitting
    return found


def _seen(session: Session, *, session_id: UUID, at: datetime) -> None:
    # Past the version: it is nobody's edit.
    session.execute(sa.update(UserSession).where(UserSession.id == session_id).values(seen_at=at))


def whose(session: Session, token: str) -> UUID | None:
    """The person whose session this token was, if it has only run out: nobody ended it, and they may sign in again."""
    query = sa.select(Person.id).join(UserSession, UserSession.person_id == Person.id)
    live = sa.and_(UserSession.ended_at.is_(None), Person.state == PersonState.ACTIVE)
    return session.scalar(query.where(UserSession.token_digest == digest(token), live))


def actor_for(session: Session, person_id: UUID, permissions: RolePermissions) -> Actor:
    """The actor a person is today; NOBODY when unknown or suspended."""
    found = rows(session, _one(person=person_id, today=clock.today()))
    return actor_of([Held(*row) for row in found], permissions)


@prepared
def _one(*, person: UUID, today: date) -> People:
    return people(today).where(Person.id == person)


def people(today: date) -> People:
    """People with each grant in force today and its node; one row without a grant for those who hold none."""
    live = sa.and_(
        Grant.person_id == Person.id,
        sa.or_(Grant.starts_on.is_(None), Grant.starts_on <= today),
        sa.or_(Grant.ends_on.is_(None), Grant.ends_on >= today),
    )
    query = sa.select(Person.id, Person.chosen_name, Person.state, Grant.role, Node.path, Person.reading)
    return query.outerjoin(Grant, live).outerjoin(Node, Node.id == Grant.node_id)


def actor_of(rows: Rows, permissions: RolePermissions) -> Actor:
    """The actor that one person's rows make; NOBODY when there are none, or the person is suspended."""
    if not rows or rows[0].state is not PersonState.ACTIVE:
        return NOBODY
    grants = [(row.role, row.path) for row in rows if row.role is not None and row.path is not None]
    first, roles = rows[0], frozenset(role for role, _path in grants)
    return Actor(first.person_id, first.name, roles, _held(grants, permissions), first.reading or "")


def _held(grants: Iterable[tuple[str, str]], permissions: RolePermissions) -> dict[str, tuple[str, ...]]:
    held: dict[str, set[str]] = {}
    for role, path in grants:
        for permission in permissions.get(role, ()):
            held.setdefault(permission, set()).add(path)
    return {permission: tuple(sorted(paths)) for permission, paths in held.items()}
