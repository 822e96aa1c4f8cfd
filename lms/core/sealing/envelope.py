"""Closing and opening one value: AES-GCM, bound to the one place it is for."""

import base64
import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lms.core.masters import NONCE

__all__ = ["SCHEME", "Place", "SealBroken", "key_of", "open_envelope", "seal_envelope"]

SCHEME = "s2"


class SealBroken(Exception):
    """A sealed value does not open where it stands: it was changed, or was moved here from elsewhere."""


@dataclass(frozen=True)
class Place:
    """Where a sealed value stands."""

    table: str
    column: str
    row: UUID

    def __str__(self) -> str:
        return f"{self.table}.{self.column} of {self.row}"


def seal_envelope(cipher: AESGCM, key_id: UUID, plain: bytes, place: Place) -> str:
    """The text to keep, which names its key and opens at this place only."""
    nonce = os.urandom(NONCE)
    closed = nonce + cipher.encrypt(nonce, plain, _bound(place, key_id))
    return f"{SCHEME}:{key_id.hex}:{base64.b64encode(closed).decode()}"


def key_of(kept: str, place: Place) -> UUID:
    """The id of the key that closed it. Raises SealBroken when it is no sealed value."""
    scheme, _colon, rest = kept.partition(":")
    try:
        if scheme == SCHEME:
            return UUID(hex=rest.partition(":")[0])
    except ValueError:
        pass
    raise SealBroken(f"{place} is not sealed")


def open_envelope(cipher: AESGCM, kept: str, place: Place) -> bytes:
    """What was closed. Raises SealBroken when it was not closed for this place, or not with this key."""
    try:
        closed = base64.b64decode(kept.rpartition(":")[2], validate=True)
        return cipher.decrypt(closed[:NONCE], closed[NONCE:], _bound(place, key_of(kept, place)))
    except (InvalidTag, ValueError):
        raise SealBroken(f"{place} does not open: it was changed, or was moved there from elsewhere") from None


def _bound(place: Place, key_id: UUID) -> bytes:
    return f"{place.table}/{place.column}/{place.row.hex}/{key_id.hex}".encode()
