"""What the demo's people wrote is opened once, and sealed anew for each copy: a key of its own, at its own place."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.cli.crowd.ids import number_of, shaped
from lms.core.files import File
from lms.core.masters import Masters
from lms.core.sealing import Place, Ring
from lms.core.sealing.envelope import key_of, seal_envelope
from lms.core.sealing.ring import Key, new_key

__all__ = ["KEYS", "key_row", "opened", "resealed", "share_files"]

KEYS = "lms_person_key"


def share_files(session: Session) -> None:
    """Every copy names the files of its original: from now on they are nobody's own."""
    for file in session.scalars(sa.select(File).where(File.person_id.is_not(None))):
        key, file.key, file.person_id = file.key, {}, None
        file.key = key


def opened(ring: Ring, table: str, names: Sequence[str], values: tuple[Any, ...], sealed: Sequence[int]) -> Any:
    """A row as the driver gave it, with what is sealed in it opened."""
    found = list(values)
    for place in sealed:
        if values[place]:
            here = Place(table, names[place], UUID(int=number_of(values[0])))
            ring.fetch({key_of(values[place], here)})
            found[place] = (ring.open(values[place], here) or b"").decode()
    return tuple(found)


def key_row(masters: Masters, person: Sequence[Any]) -> tuple[Key, tuple[Any, ...]]:
    """A new key for a copied person, and its row in the shapes that the person's row has."""
    key, kept = new_key(masters, UUID(int=number_of(person[0])))
    row = {**kept, "id": shaped(key.id.int, person[0]), "person_id": person[0], "created_at": person[2]}
    order = ("id", "version", "created_at", "person_id", "master", "wrapped", "retired", "destroyed_at")
    return key, tuple(row[name] for name in order)


def resealed(key: Key, place: Place, plain: str) -> str:
    """The words of a copy, closed for their place."""
    return seal_envelope(key.cipher, key.id, plain.encode(), place) if plain and key.cipher else plain
