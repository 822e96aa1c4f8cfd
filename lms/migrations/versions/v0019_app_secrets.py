"""Secrets of authenticator apps are sealed with their person's key, as what people tell us is.

Revision ID: 0019
Revises: 0018
"""

import base64
import logging
import os
from collections.abc import Callable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import context, op
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lms.core.sealing import Place, Ring
from lms.core.sealing.envelope import key_of

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

FACTOR, SCHEME, NONCE = "lms_factor", "s1", 12
ROWS = sa.table(
    FACTOR,
    *(sa.column(name, sa.Uuid()) for name in ("id", "person_id")),
    *(sa.column(name, sa.Text()) for name in ("kind", "material", "secret")),
)
log = logging.getLogger("lms.migrations")


def upgrade() -> None:
    """Bring the schema up, and seal anew what opens. What does not stays as it is: another secret key closed it."""
    op.add_column(FACTOR, sa.Column("secret", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table(FACTOR) as table:
        table.alter_column("secret", existing_type=sa.Text(), server_default=None)
    ring, cipher = _ring(), _before()
    left = _each(lambda row: _sealed_anew(row, ring, cipher))
    if left:
        log.warning(
            "%d secrets of authenticator apps do not open with PEER_LMS_SECRET_KEY and are left as they are. "
            "If it is not the one they were made with: peer-lms migrate --down 0018, and again with that one. "
            "If it was changed, their codes have not worked since: peer-lms person reset-second-factor",
            left,
        )


def downgrade() -> None:
    """Close them under the secret key again, and take the schema down. Those of a destroyed key are empty."""
    ring, cipher = _ring(), _before()
    _each(lambda row: _closed_as_before(row, ring, cipher))
    with op.batch_alter_table(FACTOR) as table:
        table.drop_column("secret")


def _each(turn: Callable[[sa.Row[*tuple[Any, ...]]], dict[str, str] | None]) -> int:
    """Put what `turn` makes of each app's row in its place; gives how many rows it could do nothing with."""
    connection, left = op.get_bind(), 0
    apps = sa.select(ROWS.c.id, ROWS.c.person_id, ROWS.c.material, ROWS.c.secret).where(ROWS.c.kind == "app")
    for row in connection.execute(apps).all():
        new = turn(row)
        if new is None:
            left += 1
        else:
            connection.execute(sa.update(ROWS).where(ROWS.c.id == row.id).values(new))
    return left


def _sealed_anew(row: sa.Row[*tuple[Any, ...]], ring: Ring, cipher: AESGCM) -> dict[str, str] | None:
    closed = _bytes(row.material)
    try:
        plain = cipher.decrypt(closed[:NONCE], closed[NONCE:], _bound(row.id))
    except (InvalidTag, ValueError):
        return None
    return {"material": "", "secret": ring.seal(plain, Place(FACTOR, "secret", row.id), row.person_id)}


def _closed_as_before(row: sa.Row[*tuple[Any, ...]], ring: Ring, cipher: AESGCM) -> dict[str, str] | None:
    if not row.secret:
        return None
    place = Place(FACTOR, "secret", row.id)
    ring.fetch({key_of(row.secret, place)})
    plain, nonce = ring.open(row.secret, place), os.urandom(NONCE)
    if plain is None:
        return None
    closed = nonce + cipher.encrypt(nonce, plain, _bound(row.id))
    return {"material": f"{SCHEME}:{base64.b64encode(closed).decode()}"}


def _ring() -> Ring:
    return Ring(op.get_bind, context.config.attributes.get("masters"))


def _before() -> AESGCM:
    """What closed them until now."""
    secret = context.config.attributes["secret"]
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"peer-lms sealed fields").derive(secret.encode()))


def _bound(row: UUID) -> bytes:
    return f"{FACTOR}/{row}".encode()


def _bytes(material: str) -> bytes:
    try:
        return base64.b64decode(material.removeprefix(f"{SCHEME}:"))
    except ValueError:
        return b""
