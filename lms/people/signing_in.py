"""Signing in and out: server-side sessions that can be ended from here."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.drafts import DeviceKey, destroy_keys
from lms.core.web import runtime
from lms.core.web.aside import aside
from lms.core.web.browser import digest, remember_device, sent_token, sign_browser
from lms.core.web.following import led_on
from lms.core.web.replies import form_key
from lms.people import limits, passwords
from lms.people.factors import rules
from lms.people.models import AttemptKind, Credential, Factor, Grant, Person, PersonState, UserSession
from lms.people.queries import live

__all__ = [
    "FRESH",
    "end",
    "end_all",
    "everybody_out",
    "is_fresh",
    "owes",
    "pressed_again",
    "proved",
    "remember",
    "second_shown",
    "start",
    "verified",
]

FRESH = timedelta(minutes=10)


def verified(session: Session, *, email: str, password: str) -> Person | None:
    """The active person with this address and password, or None; a wrong try is counted.

    Raises TooManyRequests when this address has been tried wrongly too often, whether it is somebody's or not.
    """
    address = email.strip().lower()
    limits.expect_room(session, AttemptKind.PASSWORD, address)
    # Columns, not objects: making an object of somebody's row would take longer than of nobody's.
    query = sa.select(Person.id, Person.state, Credential.password_hash).where(Person.email == address)
    row = session.execute(query.outerjoin(Credential, Credential.person_id == Person.id)).first()
    person_id, state, kept = row or (None, None, None)
    right = _matches(kept, password)
    if not right or state is not PersonState.ACTIVE:
        limits.count(session, AttemptKind.PASSWORD, address)
        return None
    limits.forgive_place(session, AttemptKind.PASSWORD, address)
    if kept and passwords.needs_rehash(kept):
        made = aside(("rehash", password), lambda: passwords.hash_password(password))
        session.scalars(sa.select(Credential).filter_by(person_id=person_id)).one().password_hash = made
    return session.get_one(Person, person_id)


def _matches(kept: str | None, password: str) -> bool:
    return aside(("matches", kept, password), lambda: passwords.matches(kept, password))


def proved(session: Session, *, row: UserSession, email: str, password: str) -> bool:
    """Prove again who sits at this session, by the password: True when it is theirs."""
    person = verified(session, email=email, password=password)
    if person is None or person.id != row.person_id:
        return False
    row.fresh_at = clock.now()
    session.flush()
    return True


def is_fresh(row: UserSession) -> bool:
    """Whether it was proved in the last ten minutes who sits there."""
    return (row.fresh_at or row.created_at) > clock.now() - FRESH


def owes(session: Session, person_id: UUID) -> bool:
    """Whether this person has to show a second factor after the first."""
    enrolled = session.scalar(sa.select(in_use(person_id))) or False
    roles = session.scalars(sa.select(Grant.role).where(Grant.person_id == person_id, live()))
    asked = rules.required(runtime().settings, hosted=runtime().hosted)
    return rules.owed({role.value for role in roles}, enrolled=enrolled, required=asked)


def in_use(person_id: UUID | sa.ColumnElement[UUID]) -> sa.Exists:
    """A condition: this person has a second factor in use."""
    return sa.exists().where(Factor.person_id == person_id, Factor.confirmed_at.is_not(None))


def start(
    session: Session, *, person: Person, browser: str, host_user: str | None = None, second: bool = False
) -> UserSession:
    """Sign a person in on this browser, under a new token. `second`: a second factor was shown with the first.

    `host_user` is the id of whom the host app has signed in, where a host does that: the session is theirs alone.
    The form sent twice is one sign-in, under the token of the reply that reaches the browser last.
    """
    row, again = _this_press(session, person)
    row.token_digest, row.browser = digest(sign_browser()), browser[:200]
    row.host_user_digest = digest(host_user) if host_user is not None else None
    row.fresh_at = row.seen_at = clock.now()
    row.second_at = row.fresh_at if second else None  # of a form sent again, too: a password shows no second factor
    session.flush()
    if second or (host_user is None and not owes(session, person.id)):
        remember(person)
    if not again:
        by = Actor(person.id, person.chosen_name)
        record(session, by=by, action="session.started", subject=row, about=person.id)
    return row


def pressed_again(session: Session, *, person: Person, password: str) -> bool:
    """Whether this very form has signed this person in, in the last ten minutes, with the password that is theirs."""
    key = _press(person)
    row = session.get(UserSession, key) if key else None
    if row is None or row.ended_at is not None or row.created_at <= clock.now() - FRESH:
        return False
    return verified(session, email=person.email or "", password=password) is not None


def _this_press(session: Session, person: Person) -> tuple[UserSession, bool]:
    """The session that this form starts, and whether it has started it before: it is known by its id."""
    key = _press(person)
    found = session.get(UserSession, key) if key else None
    if found is not None and found.ended_at is None:
        return found, True
    row = UserSession(id=uuid4() if found is not None or key is None else key, person_id=person.id)
    session.add(row)
    return row, False


def _press(person: Person) -> UUID | None:
    press = [sent_token(), form_key(), str(person.id)]
    return UUID(digest(json.dumps(press))[:32]) if all(press) else None


def remember(person: Person) -> None:
    """Mark this browser as one in which this person has signed in."""
    for name in (person.email or "", str(person.id)):
        remember_device(limits.account_digest(name))


def second_shown(session: Session, *, row: UserSession, person: Person, how: str) -> None:
    """A second factor was shown: this session is whole from here on, under the token that the form leads to."""
    row.token_digest = digest(led_on())
    row.second_at = row.fresh_at = clock.now()
    remember(person)
    limits.forgive_place(session, AttemptKind.CODE, str(person.id))
    by = Actor(person.id, person.chosen_name)
    record(session, by=by, action="session.second-factor", subject=row, about=person.id, how=how)
    session.flush()


def end(session: Session, *, row: UserSession, by: Actor) -> None:
    """End one sign-in: its next request is a stranger's."""
    row.ended_at = clock.now()
    destroy_keys(session, session_digest=row.token_digest)
    record(session, by=by, action="session.ended", subject=row, about=row.person_id)
    session.flush()


def end_all(session: Session, *, person_id: UUID, by: Actor, but: UUID | None = None) -> None:
    """Sign a person out everywhere; `but` is the session that stays."""
    for row in session.scalars(
        sa.select(UserSession).where(UserSession.person_id == person_id, UserSession.ended_at.is_(None))
    ):
        if row.id != but:
            end(session, row=row, by=by)


def everybody_out(session: Session) -> int:
    """End every sign-in there is, and make the copies on people's devices unreadable. Gives how many were ended.

    One audit row of whoever asks for it says so, not one a person.
    """
    session.execute(sa.delete(DeviceKey))
    ended = sa.update(UserSession).where(UserSession.ended_at.is_(None)).values(ended_at=clock.now())
    return len(session.scalars(ended.returning(UserSession.id)).all())
