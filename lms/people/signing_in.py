"""Signing in and out: server-side sessions that can be ended from here."""

import hashlib
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.drafts import destroy_keys
from lms.core.web.browser import digest, sign_browser
from lms.people import passwords
from lms.people.models import Credential, Person, PersonState, SignInFailure, UserSession

__all__ = ["end", "end_all", "start", "too_many_tries", "verified"]

WINDOW = timedelta(minutes=5)
TRIES = 10


def verified(session: Session, *, email: str, password: str) -> Person | None:
    """The active person with this address and password, or None; a wrong try is counted."""
    row = session.execute(
        sa.select(Person, Credential)
        .outerjoin(Credential, Credential.person_id == Person.id)
        .where(Person.email == email)
    ).first()
    person, kept = (row[0], row[1]) if row else (None, None)
    if (
        not passwords.matches(kept.password_hash if kept else None, password)
        or person is None
        or person.state is not PersonState.ACTIVE
    ):
        session.add(SignInFailure(address_digest=_address(email)))
        return None
    if kept and passwords.needs_rehash(kept.password_hash):
        kept.password_hash = passwords.hash_password(password)
    return person


def too_many_tries(session: Session, *, email: str) -> bool:
    """True when this address has been tried wrongly too often in the last five minutes, whether it exists or not."""
    query = sa.select(sa.func.count()).select_from(SignInFailure)
    recent = SignInFailure.created_at > clock.now() - WINDOW
    return (session.scalar(query.where(SignInFailure.address_digest == _address(email), recent)) or 0) >= TRIES


def _address(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()


def start(session: Session, *, person: Person, browser: str, host_user: str | None = None) -> None:
    """Sign a person in on this browser, under a new token.

    `host_user` is the id of whom the host app has signed in, where a host does that: the session is theirs alone.
    """
    row = UserSession(
        person_id=person.id,
        token_digest=digest(sign_browser()),
        browser=browser[:200],
        host_user_digest=digest(host_user) if host_user is not None else None,
    )
    session.add(row)
    session.flush()
    record(
        session,
        by=Actor(person.id, person.chosen_name),
        action="session.started",
        subject=row,
        about=person.id,
    )


def end(session: Session, *, row: UserSession, by: Actor) -> None:
    """End one sign-in: its next request is a stranger's."""
    row.ended_at = clock.now()
    destroy_keys(session, session_digest=row.token_digest)
    record(session, by=by, action="session.ended", subject=row, about=row.person_id)
    session.flush()


def end_all(session: Session, *, person_id: UUID, by: Actor) -> None:
    """Sign a person out everywhere."""
    for row in session.scalars(
        sa.select(UserSession).where(UserSession.person_id == person_id, UserSession.ended_at.is_(None))
    ):
        end(session, row=row, by=by)
