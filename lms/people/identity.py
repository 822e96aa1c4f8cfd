"""From a browser to an actor: one statement for the person, one for the grants."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import flask_login  # type: ignore[import-untyped]
import sqlalchemy as sa
from flask import Flask, Request, current_app, g
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import NOBODY, Actor
from lms.core.web.browser import digest, sent_token
from lms.core.web.runtime import runtime
from lms.people.models import Grant, Node, Person, PersonState, UserSession

__all__ = ["SignedIn", "actor_for", "identify", "install_login"]

RolePermissions = Mapping[str, frozenset[str]]


class SignedIn(flask_login.UserMixin):  # type: ignore[misc]
    """Our own user for Flask-Login: the person behind a live session row of ours."""

    def __init__(self, person_id: UUID) -> None:
        self.id = str(person_id)
        self.peer_lms_person_id = person_id


def install_login(app: Flask) -> None:
    """Give a standalone app the LoginManager that a host would bring."""
    manager = flask_login.LoginManager(app)
    manager.session_protection = None  # sessions are rows of ours, revocable; there is no cookie to protect

    @manager.request_loader  # type: ignore[untyped-decorator]
    def from_cookie(_request: Request) -> SignedIn | None:
        person_id = _live_session(g.lms_session) if "lms_session" in g else None
        return SignedIn(person_id) if person_id else None


def _live_session(session: Session) -> UUID | None:
    token = sent_token()
    if token is None:
        return None
    return session.scalar(
        sa.select(UserSession.person_id).where(
            UserSession.token_digest == digest(token), UserSession.ended_at.is_(None)
        )
    )


def identify(session: Session, permissions: RolePermissions) -> Actor:
    """Whoever makes this request, with what their grants allow today; NOBODY when signed out or suspended."""
    user = flask_login.current_user if hasattr(current_app, "login_manager") else None
    if user is None or not user.is_authenticated:
        return NOBODY
    person_id = getattr(user, "peer_lms_person_id", None) or runtime().hooks.person_for_user(session=session, user=user)
    return actor_for(session, person_id, permissions) if person_id else NOBODY


def actor_for(session: Session, person_id: UUID, permissions: RolePermissions) -> Actor:
    """The actor a person is today; NOBODY when unknown or suspended."""
    today = clock.today()
    live = sa.and_(
        Grant.person_id == Person.id,
        sa.or_(Grant.starts_on.is_(None), Grant.starts_on <= today),
        sa.or_(Grant.ends_on.is_(None), Grant.ends_on >= today),
    )
    rows = session.execute(
        sa.select(Person, Grant, Node)
        .outerjoin(Grant, live)
        .outerjoin(Node, Node.id == Grant.node_id)
        .where(Person.id == person_id)
    ).all()
    if not rows or rows[0][0].state is not PersonState.ACTIVE:
        return NOBODY
    person = rows[0][0]
    held = _held(((grant.role, node.path) for _p, grant, node in rows if grant is not None), permissions)
    return Actor(
        person.id,
        person.chosen_name,
        frozenset(grant.role for _p, grant, _n in rows if grant is not None),
        held,
    )


def _held(grants: Iterable[tuple[str, str]], permissions: RolePermissions) -> dict[str, tuple[str, ...]]:
    held: dict[str, set[str]] = {}
    for role, path in grants:
        for permission in permissions.get(role, ()):
            held.setdefault(permission, set()).add(path)
    return {permission: tuple(sorted(paths)) for permission, paths in held.items()}
