"""When what is known of people and their sign-ins goes, and when somebody's name does."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.core.db.classes import ACCOUNT, LOOKS, NAMES, TRACES
from lms.core.drafts.models import DeviceKey, Draft
from lms.core.files import FileStore
from lms.core.sealing import Look, destroy_key
from lms.core.web.replies import Reply
from lms.people.models import (
    Attempt,
    Ceremony,
    Credential,
    Factor,
    Grant,
    MailedLink,
    Person,
    PersonState,
    RecoveryCode,
    UsedStep,
    UserSession,
)
from lms.people.roles import Role
from lms.plugins import Dispose, RetentionRule, Rows

__all__ = ["NOBODY_NOW", "RULES", "deletes", "held_role", "left"]

NOBODY_NOW = "(removed)"
OF_NOBODY = sa.literal(None, sa.Uuid())
NAMED = Person.state != PersonState.ERASED  # whoever was erased has no name any more


def left(person_id: Any) -> sa.ColumnElement[Any]:
    """The day on which this person's last role ended; none while one is open, or if there never was any.

    To have applied is no role.
    """
    theirs = sa.and_(Grant.person_id == person_id, Grant.role != Role.APPLICANT)
    still = sa.exists().where(theirs, Grant.ends_on.is_(None))
    return sa.case((~still, sa.select(sa.func.max(Grant.ends_on)).where(theirs).scalar_subquery()))


def held_role(person_id: Any) -> sa.ColumnElement[bool]:
    """Whether this person ever held a role. To have applied is none."""
    return sa.exists().where(Grant.person_id == person_id, Grant.role != Role.APPLICANT)


def _once_here() -> Rows:
    """Whoever held a role."""
    query = sa.select(Person.id, Person.id.label("person_id"), left(Person.id).label("started"))
    return query.where(held_role(Person.id), NAMED)


def _never_here() -> Rows:
    """Whoever held none: the last time they asked for a page, as far as it is known."""
    last = sa.select(sa.func.max(_seen(UserSession))).where(UserSession.person_id == Person.id).scalar_subquery()
    started = sa.func.coalesce(last, Person.created_at).label("started")
    return sa.select(Person.id, Person.id.label("person_id"), started).where(~held_role(Person.id), NAMED)


def _seen(session: Any) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(session.seen_at, session.created_at)


def _forget_names(session: Session, ids: Sequence[UUID], _files: FileStore) -> None:
    for model in (UserSession, Credential, Factor, RecoveryCode, UsedStep, MailedLink, Draft, DeviceKey):
        session.execute(sa.delete(model).where(model.person_id.in_(ids)))
    nobody = {
        "chosen_name": NOBODY_NOW,
        "certificate_name": NOBODY_NOW,
        "email": None,
        "phone": "",
        "reading": None,
        "state": PersonState.SUSPENDED,
        "version": Person.version + 1,
    }
    session.execute(sa.update(Person).where(Person.id.in_(ids)).values(nobody))
    for one in ids:
        destroy_key(session, one)


def _sessions() -> Rows:
    """All but the newest of somebody who never held a role: it says when the account was used, and goes with it."""
    last = sa.func.coalesce(UserSession.ended_at, UserSession.seen_at, UserSession.created_at)
    other = aliased(UserSession)
    newer = sa.exists().where(other.person_id == UserSession.person_id, _seen(other) > _seen(UserSession))
    query = sa.select(UserSession.id, UserSession.person_id, last.label("started"))
    return query.where(sa.or_(newer, held_role(UserSession.person_id)))


def _end_sessions(session: Session, ids: Sequence[UUID], _files: FileStore) -> None:
    digests = sa.select(UserSession.token_digest).where(UserSession.id.in_(ids))
    session.execute(sa.delete(DeviceKey).where(DeviceKey.session_digest.in_(digests)))
    session.execute(sa.delete(UserSession).where(UserSession.id.in_(ids)))


def deletes(model: Any) -> Dispose:
    """What deletes the rows of one table."""

    def dispose(session: Session, ids: Sequence[UUID], _files: FileStore) -> None:
        session.execute(sa.delete(model).where(model.id.in_(ids)))

    return dispose


def _trace(model: Any, person_id: Any, started: Any) -> RetentionRule:
    def rows() -> Rows:
        return sa.select(model.id, person_id.label("person_id"), started.label("started"))

    return RetentionRule(TRACES, model.__tablename__, rows, deletes(model), about_person=False)


RULES = (
    RetentionRule(TRACES, "lms_user_session", _sessions, _end_sessions, about_person=False),
    _trace(Attempt, OF_NOBODY, Attempt.created_at),
    _trace(MailedLink, MailedLink.person_id, MailedLink.expires_at),
    _trace(Ceremony, OF_NOBODY, Ceremony.expires_at),
    _trace(UsedStep, UsedStep.person_id, UsedStep.created_at),
    _trace(Reply, Reply.person_id, Reply.created_at),
    RetentionRule(
        LOOKS,
        "lms_look",
        lambda: sa.select(Look.id, Look.person_id, Look.created_at.label("started")),
        deletes(Look),
        about_person=False,
    ),
    RetentionRule(ACCOUNT, "lms_person", _never_here, _forget_names, last=True),
    RetentionRule(NAMES, "lms_person", _once_here, _forget_names, last=True),
)
