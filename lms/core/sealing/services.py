"""Changing keys for others, and destroying them."""

from typing import cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.masters import Masters
from lms.core.sealing.envelope import Place, key_of
from lms.core.sealing.fields import FIELDS, Sealed, forget_words, ring_of
from lms.core.sealing.owners import rows_of
from lms.core.sealing.ring import COLUMNS, KEYS, bound_to

__all__ = ["destroy_key", "rewrap", "rotate_key"]

AT_ONCE = 500


def destroy_key(session: Session, person_id: UUID) -> int:
    """Make everything sealed that this person wrote unreadable for good, in every copy. Gives how many keys went.

    Their rows stay; each sealed field of them is empty from now on, and `forgotten`.
    """
    session.flush()
    return _destroy(session, KEYS.c.person_id == person_id)


def _destroy(session: Session, which: sa.ColumnElement[bool]) -> int:
    gone = {"wrapped": "", "destroyed_at": clock.now(), "version": KEYS.c.version + 1}
    done = session.connection().execute(sa.update(KEYS).where(which, KEYS.c.wrapped != "").values(gone))
    forget_words(session)
    return done.rowcount


def rewrap(session: Session, masters: Masters) -> int:
    """Wrap some keys anew with the first master key, until none is left; gives how many. People's words stay closed.

    A key that was destroyed meanwhile stays so.
    """
    first = masters.first
    old = sa.select(*COLUMNS).where(KEYS.c.master != first, KEYS.c.wrapped != "").order_by(KEYS.c.id).limit(AT_ONCE)
    rows = session.connection().execute(old).all()
    for key_id, person_id, master, wrapped, _retired in rows:
        bound = bound_to(key_id, person_id)
        name, again = masters.wrap(masters.unwrap(master, wrapped, bound), bound)
        same = (KEYS.c.id == key_id, KEYS.c.wrapped == wrapped)
        new = {"master": name, "wrapped": again, "version": KEYS.c.version + 1}
        session.connection().execute(sa.update(KEYS).where(*same).values(new))
    return len(rows)


def rotate_key(session: Session, person_id: UUID | None) -> int:
    """Close everything of this person with a new key, and destroy the one before. Gives how many values that were.

    Whoever writes for them at this moment is waited for; who comes later waits for us. No row gets a new version:
    what it says is the same.
    """
    session.flush()
    theirs = KEYS.c.person_id == person_id
    session.connection().execute(sa.update(KEYS).where(theirs, KEYS.c.retired.is_(False)).values(retired=True))
    forget_words(session)
    ring_of(session).make(person_id)
    moved = sum(_closed_anew(session, field, person_id) for fields in FIELDS.values() for field in fields)
    _destroy(session, sa.and_(theirs, KEYS.c.retired))
    return moved


def _closed_anew(session: Session, field: Sealed[object], person_id: UUID | None) -> int:
    ring, moved = ring_of(session), 0
    table = cast("sa.Table", field.model.__table__)
    for row, kept in session.connection().execute(rows_of(field.model, field.owner, field.name, person_id)).all():
        place = Place(field.model.__tablename__, field.name, row)
        if not kept:
            continue
        if not ring.has(key_of(kept, place)):
            ring.fetch({key_of(kept, place)})
        plain = ring.open(kept, place)
        if plain is not None:
            closed = ring.seal(plain, place, person_id)
            session.connection().execute(sa.update(table).where(table.c.id == row).values({field.name: closed}))
            moved += 1
    return moved
