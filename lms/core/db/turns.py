"""One at a time, where two who come at one moment would both find nothing there and both put something there."""

import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

__all__ = ["in_turn"]


def in_turn(session: Session, name: str) -> None:
    """Wait until whoever else came for this name is done, and hold it until the end of this unit of work.

    What is read before may have changed by then: look again. SQLite lets one writer in at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))
