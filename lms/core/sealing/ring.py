"""The keys that one unit of work has at hand, and what was opened with them."""

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.engine import Connection

from lms.core import clock
from lms.core.db.base import UtcDateTime
from lms.core.errors import NotReady
from lms.core.masters import BYTES, Masters
from lms.core.sealing.envelope import Place, SealBroken, key_of, open_envelope, seal_envelope

__all__ = ["KEYS", "Key", "Read", "Ring", "bound_to", "new_key"]

# As a plain table: migrations seal too, and to them the models of today mean nothing.
KEYS = sa.table(
    "lms_person_key",
    sa.column("id", sa.Uuid()),
    sa.column("version", sa.Integer()),
    sa.column("created_at", UtcDateTime()),
    sa.column("person_id", sa.Uuid()),
    sa.column("master", sa.String()),
    sa.column("wrapped", sa.String()),
    sa.column("retired", sa.Boolean()),
    sa.column("destroyed_at", UtcDateTime()),
)
COLUMNS = (KEYS.c.id, KEYS.c.person_id, KEYS.c.master, KEYS.c.wrapped, KEYS.c.retired)


@dataclass(frozen=True)
class Key:
    """A key and whose it is. Without a cipher it has been destroyed; `retired`: another has taken its place."""

    id: UUID
    person_id: UUID | None
    cipher: AESGCM | None
    retired: bool = False


@dataclass(frozen=True)
class Read:
    """A sealed value that was opened: whose, and where; `untold`: they have not been told of it yet."""

    person_id: UUID | None
    place: Place
    untold: bool = False


def bound_to(key_id: UUID, person_id: UUID | None) -> bytes:
    """What a wrapped key is bound to: it opens as this key of this person only."""
    return f"{key_id.hex}/{person_id.hex if person_id else ''}".encode()


def new_key(masters: Masters, person_id: UUID | None) -> tuple[Key, dict[str, Any]]:
    """A key that nobody had before, and the row that keeps it."""
    key_id, secret = uuid4(), os.urandom(BYTES)
    master, wrapped = masters.wrap(secret, bound_to(key_id, person_id))
    row = {"id": key_id, "version": 1, "created_at": clock.now(), "person_id": person_id, "destroyed_at": None}
    return Key(key_id, person_id, AESGCM(secret)), {**row, "master": master, "wrapped": wrapped, "retired": False}


class Ring:
    """Keys by their id. `connect` gives the connection of the unit of work, when one is needed."""

    def __init__(self, connect: Callable[[], Connection], masters: Masters | None) -> None:
        self._connect, self._masters = connect, masters
        self._keys: dict[UUID, Key] = {}
        self._current: dict[UUID | None, Key] = {}
        self.reads: set[Read] = set()

    def has(self, key_id: UUID) -> bool:
        """Whether this key needs no more looking up."""
        return key_id in self._keys

    def fetch(self, key_ids: Collection[UUID]) -> None:
        """Take these keys onto the ring, in one statement; those that are not there stay away."""
        query = sa.select(*COLUMNS).where(KEYS.c.id.in_(key_ids))
        for row in self._connect().execute(query):
            self._take(*row)

    def forget(self) -> None:
        """Look every key up again."""
        self._keys.clear()
        self._current.clear()

    def open(self, kept: str, place: Place) -> bytes | None:
        """What was closed, for a key on the ring; None when the key has been destroyed. Raises SealBroken."""
        key = self._keys.get(key_of(kept, place))
        if key is None:
            raise SealBroken(f"{place} was closed with a key that is not here")
        return open_envelope(key.cipher, kept, place) if key.cipher is not None else None

    def is_replaced(self, key_id: UUID) -> bool:
        """Whether another key has taken the place of this one."""
        return self._keys[key_id].retired

    def note(self, kept: str, place: Place, *, untold: bool = False) -> None:
        """Remember that somebody looked at it."""
        key_id = key_of(kept, place)
        if not self.has(key_id):
            self.fetch({key_id})
        key = self._keys.get(key_id)
        if key is not None and key.cipher is not None:
            self.reads.add(Read(key.person_id, place, untold))

    def seal(self, plain: bytes, place: Place, person_id: UUID | None) -> str:
        """The text to keep, closed with the key of this person, which is made now if there is none yet."""
        key = self.of_person(person_id)
        if key.cipher is None:
            raise SealBroken(f"{place}: the key of its person has been destroyed")
        return seal_envelope(key.cipher, key.id, plain, place)

    def of_person(self, person_id: UUID | None) -> Key:
        """The key that closes what this person's rows hold."""
        if person_id not in self._current:
            theirs = sa.select(*COLUMNS).where(KEYS.c.person_id == person_id, KEYS.c.retired.is_(False))
            # Held until we are done: a key that is being changed for another is not used any more.
            first = theirs.order_by(KEYS.c.created_at, KEYS.c.id).limit(1).with_for_update(read=True)
            row = self._connect().execute(first).first()
            self._current[person_id] = self._take(*row) if row else self.make(person_id)
        return self._current[person_id]

    def make(self, person_id: UUID | None) -> Key:
        """A new key, kept wrapped; it closes what this unit of work writes from now on."""
        key, row = new_key(self._ready(), person_id)
        self._connect().execute(sa.insert(KEYS).values(row))
        self._keys[key.id] = self._current[person_id] = key
        return key

    def _take(self, key_id: UUID, person_id: UUID | None, master: str, wrapped: str, retired: bool) -> Key:
        secret = self._ready().unwrap(master, wrapped, bound_to(key_id, person_id)) if wrapped else None
        self._keys[key_id] = Key(key_id, person_id, AESGCM(secret) if secret else None, retired)
        return self._keys[key_id]

    def _ready(self) -> Masters:
        if self._masters is None:
            raise NotReady("There is no master key to open what people wrote.", "Set PEER_LMS_KEYS_FILE.")
        return self._masters
