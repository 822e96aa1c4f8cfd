"""Closing what came before files were sealed: first a key, and a day later the bytes.

A backup holds the rows as they were when it began, and the bytes as they were when it came to them. With a day between,
none holds bytes that are closed beside a row that has no key.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.files.keeping import new_key, put_closed
from lms.core.files.models import File
from lms.core.files.opening import opener_of
from lms.core.files.stores import FileStore
from lms.core.sealing import SealBroken, ring_of

__all__ = ["close", "due"]

BETWEEN = timedelta(days=1)
log = logging.getLogger("lms.files")


def due(session: Session, most: int) -> Sequence[UUID]:
    """Some of the files that lie there as they were sent, and for which it is time."""
    waiting = sa.select(File.id).where(File.unsealed_until <= clock.now())
    return session.scalars(waiting.order_by(File.unsealed_until, File.id).limit(most)).all()


def close(session: Session, store: FileStore, file_id: UUID) -> None:
    """Take one of them a step further. Held until it is done: whoever forgets it waits, and so does a second worker.

    Broken off between bytes and row, it begins anew: its key opens the bytes whether they are closed or not.
    """
    file = session.get(File, file_id, with_for_update=True)
    if file is None or file.unsealed_until is None:
        return
    if file.key:
        _close_bytes(file, store)
        return
    if ring_of(session).of_person(file.person_id).cipher is None:
        file.person_id = None  # they are erased, and it has to stay: it is the service's own from now on
    file.key, file.unsealed_until = new_key(file.sha256), clock.now() + BETWEEN


def _close_bytes(file: File, store: FileStore) -> None:
    try:
        with opener_of(file).open(store) as source:
            content = source.read()
    except FileNotFoundError:
        file.unsealed_until = None  # nothing lies there
    except SealBroken:
        log.warning("file %s is not as it was kept, and is left as it is", file.id)
        file.unsealed_until = clock.now() + BETWEEN
    else:
        put_closed(file, store, content)
