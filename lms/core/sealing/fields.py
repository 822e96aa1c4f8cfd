"""`sealed()`: a column whose words are kept closed, and are opened when somebody asks a row for them."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, NoReturn, TypeVar, overload
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, mapped_column, object_session

from lms.core.db.base import Base
from lms.core.db.kept import Kept
from lms.core.db.unit import OurSession
from lms.core.sealing.column import REFUSED, Closed, Waiting
from lms.core.sealing.envelope import SCHEME, Place, SealBroken, key_of
from lms.core.sealing.owners import owner_of
from lms.core.sealing.ring import Read, Ring

__all__ = [
    "FIELDS",
    "Sealed",
    "forget_words",
    "forgotten",
    "read_here",
    "ring_of",
    "sealed",
    "sealed_json",
    "sealed_json_or_none",
    "sealed_of",
]

T = TypeVar("T")


class Sealed(Generic[T]):
    """One sealed field of a model: on a row the words themselves, on the model nothing to build a query with.

    What is empty is kept as it is; where there is nothing to see, nothing is closed.
    """

    def __init__(
        self, *, kept: Kept, owner: str, empty: Callable[[], T], codec: Any, nullable: bool, told: str = ""
    ) -> None:
        self.kept, self.owner, self.empty, self.codec, self.nullable = kept, owner, empty, codec, nullable
        self.told = told

    def __set_name__(self, model: type[Base], name: str) -> None:
        self.name, self.model = name, model
        self.slot, self.memory = f"_closed_{name}", f"_opened_{name}"
        info = {"kept": self.kept, "sealed": self}
        nothing = None if self.nullable else ""
        setattr(model, self.slot, mapped_column(name, Closed(), nullable=self.nullable, default=nothing, info=info))
        FIELDS.setdefault(model, []).append(self)

    @overload
    def __get__(self, row: None, model: type[Base]) -> "Sealed[T]": ...
    @overload
    def __get__(self, row: Base, model: type[Base]) -> T: ...
    def __get__(self, row: Base | None, model: type[Base]) -> "Sealed[T] | T":
        if row is None:
            return self
        kept = getattr(row, self.slot)
        if isinstance(kept, Waiting):
            found: T = kept.value
            return found
        if not kept:
            return self.empty()
        value = self._remembered(row, kept)
        session = object_session(row)
        if session is not None:
            ring_of(session).note(kept, self.place(row), untold=self._untold(row))
        return value

    def __set__(self, row: Base, value: T) -> None:
        kept = getattr(row, self.slot)
        if isinstance(kept, str) and kept and value and self._says(row, kept, value):
            return  # the same words are no change
        setattr(row, self.slot, Waiting(value) if value else (None if self.nullable and value is None else ""))

    def holds(self, row: Base) -> bool:
        """Whether there is anything in it; nothing is opened for that."""
        return bool(getattr(row, self.slot))

    def place(self, row: Base) -> Place:
        """Where this field of this row stands."""
        return Place(self.model.__tablename__, self.name, row.id)

    def close(self, row: Base, ring: Ring) -> None:
        """Close what waits in this row, for the person whose row it is."""
        waiting = row.__dict__.get(self.slot)
        if isinstance(waiting, Waiting):
            plain = self.codec.dumps(waiting.value).encode()
            closed = ring.seal(plain, self.place(row), owner_of(row, self.owner))
            setattr(row, self.slot, closed)
            row.__dict__[self.memory] = (closed, waiting.value)

    def _untold(self, row: Base) -> bool:
        return bool(self.told) and getattr(row, self.told) is None

    def _says(self, row: Base, kept: str, value: T) -> bool:
        try:
            return self._remembered(row, kept) == value
        except SealBroken:
            return False  # what does not open may be written over

    def _remembered(self, row: Base, kept: str) -> T:
        known = row.__dict__.get(self.memory)
        if known is None or known[0] != kept:
            known = row.__dict__[self.memory] = (kept, self._opened(row, kept))
        value: T = known[1]
        return value

    def _opened(self, row: Base, kept: str) -> T:
        session = object_session(row)
        if session is None:
            raise SealBroken(f"{self.place(row)} cannot be opened outside a unit of work")
        ring, key_id = ring_of(session), key_of(kept, self.place(row))
        if not ring.has(key_id):
            ring.fetch({key_id, *_asked(session, ring)})
        plain = ring.open(kept, self.place(row))
        if plain is None and ring.is_replaced(key_id):
            plain = self._closed_meanwhile(session, ring, row)
        return self.empty() if plain is None else self.codec.loads(plain.decode())

    def _closed_meanwhile(self, session: Session, ring: Ring, row: Base) -> bytes | None:
        """The words as they stand now: between reading the row and reading its key, the key was changed for another."""
        own = self.model.__table__.c
        kept = session.connection().execute(sa.select(own[self.name]).where(own.id == row.id)).scalar_one()
        if kept:
            ring.fetch({key_of(kept, self.place(row))})
        return ring.open(kept, self.place(row)) if kept else None

    def __eq__(self, other: object) -> bool:
        raise TypeError(f"{self.model.__name__}.{self.name} {REFUSED}")

    __hash__ = object.__hash__

    def __clause_element__(self) -> NoReturn:
        raise TypeError(f"{self.model.__name__}.{self.name} {REFUSED}")


FIELDS: dict[type[Base], list[Sealed[Any]]] = {}


class Plain:
    """Words as they are."""

    dumps = loads = staticmethod(str)


def sealed(*, kept: Kept, owner: str, told: str = "") -> Sealed[str]:
    """A sealed text; `owner` is the way to whose it is, along foreign keys: `owner="enrolment_id.person_id"`.

    `told` is the column that says since when they know of it, where that is not so from the first: until then, each
    look at it is noted and kept back from them.
    """
    return Sealed(kept=kept, owner=owner, empty=str, codec=Plain, nullable=False, told=told)


def sealed_json(*, kept: Kept, owner: str) -> "Sealed[dict[str, Any]]":
    """A sealed mapping, as JSON; never none, perhaps empty."""
    return Sealed(kept=kept, owner=owner, empty=dict, codec=json, nullable=False)


def sealed_json_or_none(*, kept: Kept, owner: str) -> "Sealed[dict[str, Any] | None]":
    """A sealed mapping, as JSON, or none."""
    return Sealed(kept=kept, owner=owner, empty=lambda: None, codec=json, nullable=True)


def sealed_of(model: type[Base]) -> list[Sealed[Any]]:
    """The sealed fields of a model."""
    return FIELDS.get(model, [])


def ring_of(session: Session) -> Ring:
    """The keys of this unit of work."""
    ring = session.info.get("ring")
    if ring is None:
        ring = session.info["ring"] = Ring(session.connection, session.info.get("masters"))
    found: Ring = ring
    return found


def read_here(session: Session) -> set[Read]:
    """What has been opened in this unit of work so far."""
    return ring_of(session).reads


def forget_words(session: Session) -> None:
    """What has been opened in this unit of work is not remembered any longer, nor is any key."""
    rows: Iterable[Any] = session.identity_map.values()
    for row in rows:
        for one in sealed_of(type(row)):
            row.__dict__.pop(one.memory, None)
    ring_of(session).forget()


def forgotten(row: Base, field: str) -> bool:
    """Whether this field holds words that nobody can read any more, since the key of their person was destroyed."""
    one = next(found for found in sealed_of(type(row)) if found.name == field)
    kept, session = getattr(row, one.slot), object_session(row)
    if not isinstance(kept, str) or not kept or session is None:
        return False
    ring = ring_of(session)
    ring.fetch({key_of(kept, one.place(row))})
    return ring.open(kept, one.place(row)) is None


def _asked(session: Session, ring: Ring) -> Iterator[UUID]:
    """The keys of all rows that are loaded by now: a list asks for them once."""
    rows: Iterable[Any] = session.identity_map.values()
    for row in rows:
        for one in sealed_of(type(row)):
            kept = row.__dict__.get(one.slot)
            if isinstance(kept, str) and kept.startswith(f"{SCHEME}:"):
                key_id = key_of(kept, one.place(row))
                if not ring.has(key_id):
                    yield key_id


@event.listens_for(OurSession, "after_soft_rollback")
def _doubt_keys(session: Session, _ended: Any) -> None:
    # A key that was made since is gone with the rest: nothing may be closed with it from now on.
    if "ring" in session.info:
        ring_of(session).forget()


@event.listens_for(OurSession, "before_flush")
def _close_all(session: Session, _context: Any, _instances: Any) -> None:
    for row in (*session.new, *session.dirty):
        for one in sealed_of(type(row)):
            if isinstance(row.__dict__.get(one.slot), Waiting):
                row.id = row.id or uuid4()
                one.close(row, ring_of(session))
