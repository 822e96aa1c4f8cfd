"""Ten codes to keep somewhere safe: each opens the door once when the phone is gone."""

import hashlib
import hmac
import secrets
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.people.factors.typed import ALPHABET, RECOVERY, plain
from lms.people.models import RecoveryCode

__all__ = ["MANY", "forget", "left", "make", "used"]

MANY = 10


def make(session: Session, *, secret: str, person_id: UUID) -> list[str]:
    """Ten new codes, to be shown now and never again; the ones before stop working."""
    forget(session, person_id)
    codes = ["".join(secrets.choice(ALPHABET) for _sign in range(RECOVERY)) for _code in range(MANY)]
    session.add_all(RecoveryCode(person_id=person_id, code_digest=_digest(secret, person_id, code)) for code in codes)
    session.flush()
    return codes


def forget(session: Session, person_id: UUID, *, since: datetime | None = None) -> None:
    """Every code of this person stops working; or those that were made `since` then, and no others."""
    made = RecoveryCode.created_at >= since if since else sa.true()
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id, made))


def used(session: Session, *, secret: str, person_id: UUID, typed: str) -> bool:
    """Use a code: True once, for one of this person's own."""
    mine = (
        RecoveryCode.person_id == person_id,
        RecoveryCode.code_digest == _digest(secret, person_id, plain(typed)),
        RecoveryCode.used_at.is_(None),
    )
    # One statement looks and takes: of two who send it at once, one finds it taken.
    done = session.execute(sa.update(RecoveryCode).where(*mine).values(used_at=clock.now()))
    return int(done.rowcount) == 1  # type: ignore[attr-defined]


def left(session: Session, person_id: UUID) -> int:
    """How many codes still work."""
    query = sa.select(sa.func.count()).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


def _digest(secret: str, person_id: UUID, code: str) -> str:
    return hmac.new(secret.encode(), b"recovery:" + person_id.bytes + code.encode(), hashlib.sha256).hexdigest()
