"""Secrets that we have to read again are kept encrypted, each for its own row: elsewhere it does not open."""

import base64
import os
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

__all__ = ["opened", "sealed"]

SCHEME, NONCE = "s1", 12


@lru_cache(maxsize=8)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"peer-lms sealed fields").derive(secret.encode()))


def _bound(table: str, row: UUID) -> bytes:
    return f"{table}/{row}".encode()


def sealed(secret: str, plain: bytes, *, table: str, row: UUID) -> str:
    """The text to keep; it opens for this row of this table only."""
    nonce = os.urandom(NONCE)
    closed = nonce + _cipher(secret).encrypt(nonce, plain, _bound(table, row))
    return f"{SCHEME}:{base64.b64encode(closed).decode()}"


def opened(secret: str, kept: str, *, table: str, row: UUID) -> bytes:
    """What was sealed. Raises cryptography's InvalidTag when it was not sealed by us, for this row."""
    closed = base64.b64decode(kept.removeprefix(f"{SCHEME}:"))
    return _cipher(secret).decrypt(closed[:NONCE], closed[NONCE:], _bound(table, row))
