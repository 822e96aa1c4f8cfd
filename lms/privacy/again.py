"""Erasing again whoever was erased since a backup was made that is put back."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.core.access import SYSTEM
from lms.core.db import UtcDateTime
from lms.people.models import Person, PersonState
from lms.privacy.ledger import Line, read
from lms.privacy.models import Erasure
from lms.privacy.services import clear_up_later, erase

__all__ = ["apply", "done", "known"]

# As a plain table: what is replaced may be of an earlier version.
ERASURES = sa.table(
    "lms_erasure",
    sa.column("person_id", sa.Uuid()),
    sa.column("keep_certificates", sa.Boolean()),
    sa.column("done_at", UtcDateTime()),
)


def known(connection: Connection, folder: Path) -> list[Line]:
    """Who was erased, as the file outside the database says, and the database that is about to be replaced."""
    there = ERASURES.name in sa.inspect(connection).get_table_names()
    lines = [*read(folder), *(done(connection) if there else ())]
    return list({line.person_id: line for line in lines}.values())


def done(connection: Connection) -> list[Line]:
    """The erasures that a database knows to be done."""
    query = sa.select(ERASURES.c.person_id, ERASURES.c.done_at, ERASURES.c.keep_certificates)
    return [Line(*row) for row in connection.execute(query.where(ERASURES.c.done_at.is_not(None)))]


def apply(session: Session, lines: Iterable[Line]) -> tuple[int, set[UUID]]:
    """Erase those of them who are here as they were. Gives how many, and the ids of the files whose bytes go.

    What else is left to do outside the database, the worker does.
    """
    count, files = 0, set[UUID]()
    for line in lines:
        person = session.get(Person, line.person_id)
        if person is None or person.state is PersonState.ERASED:
            continue
        gone = erase(session, person_id=line.person_id, keep_certificates=line.certificates, by=SYSTEM)
        clear_up_later(session, _noted(session, line), gone)
        files |= gone
        count += 1
    return count, files


def _noted(session: Session, line: Line) -> Erasure:
    waiting = session.scalar(sa.select(Erasure).filter_by(person_id=line.person_id, stopped_at=None, done_at=None))
    noted = waiting or Erasure(person_id=line.person_id, due_at=line.at)
    noted.done_at, noted.keep_certificates = line.at, line.certificates
    session.add(noted)
    session.flush()
    return noted
