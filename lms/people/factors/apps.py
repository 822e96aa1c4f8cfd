"""Codes of an app on a phone: TOTP, thirty seconds a step, each good once."""

from uuid import UUID, uuid4

import pyotp
import segno
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lms.core import clock
from lms.people.factors.typed import DIGITS, plain
from lms.people.models import Factor, FactorKind, UsedStep

__all__ = ["SKEW", "STEP", "address", "begin", "picture", "used"]

STEP, SKEW = 30, 1


def begin(session: Session, *, person_id: UUID, name: str) -> Factor:
    """An app that is being set up, not in use until a code of it has come; one begun before is forgotten."""
    waiting = (Factor.person_id == person_id, Factor.kind == FactorKind.APP, Factor.confirmed_at.is_(None))
    session.execute(sa.delete(Factor).where(*waiting))
    factor = Factor(person_id=person_id, kind=FactorKind.APP, name=name)
    factor.secret = pyotp.random_base32()
    session.add(factor)
    session.flush()
    return factor


def address(key: str, *, person: str, organisation: str) -> str:
    """What the picture says to the app."""
    return pyotp.TOTP(key).provisioning_uri(name=person, issuer_name=organisation)


def picture(text: str) -> str:
    """A QR code as an address of itself, to be shown without asking anybody."""
    return str(segno.make(text, error="m").svg_data_uri(scale=5, border=4, dark="#212b32", light="#ffffff"))


def used(session: Session, *, factor: Factor, typed: str) -> bool:
    """Use a code: True the first time it comes within its time, False ever after, also from two browsers at once."""
    code = plain(typed)
    step = _step(factor.secret, code) if len(code) == DIGITS and code.isdecimal() else None
    if step is None or not _first(session, factor.person_id, step):
        return False
    factor.used_at = clock.now()
    return True


def _step(key: str, code: str) -> int | None:
    if not key:  # it went with its person's key, and anybody can work out the codes of an empty one
        return None
    totp, here = pyotp.TOTP(key), int(clock.now().timestamp()) // STEP
    near = range(here - SKEW, here + SKEW + 1)
    return next((step for step in near if pyotp.utils.strings_equal(totp.generate_otp(step), code)), None)


def _first(session: Session, person_id: UUID, step: int) -> bool:
    """Whether nobody has used this person's code of this step; the unique constraint says so, whoever else asks."""
    session.flush()
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    taken = insert(UsedStep).values(id=uuid4(), version=1, created_at=clock.now(), person_id=person_id, step=step)
    first = taken.on_conflict_do_nothing(index_elements=["person_id", "step"]).returning(UsedStep.id)
    mine = session.connection().execute(first).first()
    session.execute(sa.delete(UsedStep).where(UsedStep.person_id == person_id, UsedStep.step < step - 2 * SKEW))
    return mine is not None
