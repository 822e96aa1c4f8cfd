"""In a host app: the host signs people in, and our session is bound to whom it has signed in, checked each request."""

from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

import flask_login  # type: ignore[import-untyped]
import sqlalchemy as sa
from flask import current_app, g, request
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import NOBODY, SYSTEM, Actor
from lms.core.db import prepared
from lms.core.web.browser import SESSION_LIFE, digest, present_token, sign_browser
from lms.core.web.runtime import Arriving, runtime
from lms.people import signing_in
from lms.people.identity import SITTING, Held, RolePermissions, Sitting, actor_of, people, pressed_again, sits
from lms.people.models import Person, PersonState, UserSession

__all__ = ["host_user", "identify_in_host", "let_in", "signed_out_here"]


class Bound(NamedTuple):
    """What this browser's session is bound to, and the person behind it with their grants."""

    host_user_digest: str | None
    ended: bool
    rows: list[Held]
    sitting: Sitting


def host_user() -> Any | None:
    """Whoever the host has signed in; None when nobody, or when the host signs nobody in."""
    user = flask_login.current_user if hasattr(current_app, "login_manager") else None
    return user._get_current_object() if user is not None and user.is_authenticated else None  # noqa: SLF001 - the proxy's own door


def identify_in_host(session: Session, permissions: RolePermissions) -> Actor:
    """The person behind the host's user, by our own session row, in one statement; NOBODY when there is none.

    Raises Arriving when the host has signed in somebody else than the row is of, or nobody any more.
    """
    user, bound = host_user(), _bound(session)
    if user is None and bound is None:
        return NOBODY
    if user is not None and bound is not None and bound.host_user_digest == _digest(user):
        g.lms_signed_out_here = bound.ended and bound.rows[0].state is PersonState.ACTIVE
        return NOBODY if bound.ended else sits(actor_of(bound.rows, permissions), bound.sitting)
    if "lms_arrived" in g:
        return NOBODY  # the host knows them; we do not
    raise Arriving(_settle)


def signed_out_here() -> bool:
    """Whether this browser was signed out of our pages, while the host still has the same user signed in."""
    return bool(g.get("lms_signed_out_here"))


def let_in(session: Session) -> Person | None:
    """Start a session for the host's user; None when no plugin knows them, or their account is closed."""
    user = host_user()
    person_id: UUID | None = runtime().hooks.person_for_user(session=session, user=user) if user is not None else None
    person = session.get(Person, person_id) if person_id else None
    if person is None or person.state is not PersonState.ACTIVE:
        return None
    signing_in.start(session, person=person, browser=str(request.user_agent), host_user=_id(user))
    return person


def _settle(session: Session) -> None:
    """End what this browser held of somebody else, and start anew for whom the host has signed in."""
    g.lms_arrived = True
    row = session.scalar(sa.select(UserSession).filter_by(token_digest=digest(present_token() or "")))
    if row is not None and row.ended_at is None:
        signing_in.end(session, row=row, by=SYSTEM)
    if let_in(session) is None and row is not None:
        sign_browser()


def _bound(session: Session) -> Bound | None:
    token = present_token()
    held_by = partial(_held_by, session)
    return held_by(token) or pressed_again(held_by) if token else None


def _held_by(session: Session, token: str) -> Bound | None:
    query = _sessions(token=digest(token), today=clock.today(), since=clock.now() - SESSION_LIFE)
    found = session.execute(*query).all()
    if not found:
        return None
    own = len(SITTING)
    held = [Held(*row[: -own - 2]) for row in found]
    host_user_digest, ended_at = found[0][-own - 2 : -own]
    return Bound(host_user_digest, ended_at is not None, held, Sitting(*found[0][-own:]))


@prepared
def _sessions(*, token: str, today: date, since: datetime) -> sa.Select[*tuple[Any, ...]]:
    mine = sa.and_(
        UserSession.person_id == Person.id, UserSession.token_digest == token, UserSession.created_at >= since
    )
    query = people(today).join(UserSession, mine)
    return query.add_columns(UserSession.host_user_digest, UserSession.ended_at, *SITTING)


def _id(user: Any) -> str:
    return str(user.get_id())


def _digest(user: Any) -> str:
    return digest(_id(user))
