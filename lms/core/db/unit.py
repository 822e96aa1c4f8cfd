"""One unit of work, one commit. Nothing else in the house commits or rolls back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from blinker import Signal
from flask import g
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from lms.core.access import Mode
from lms.core.db.base import Base
from lms.core.errors import Stale
from lms.core.masters import Masters

if TYPE_CHECKING:
    from lms.core.files import FileStore

COMMITTING = "lost while committing"


class OurSession(Session):
    """A session of ours. Whoever wants to hear of all of them listens here: a host's own sessions are not ours."""


class Database:
    """Sessions over one engine, belonging to one PeerLMS instance; `masters` unlock sealed fields.

    `secret` is the service's secret key: migrations open with it what was closed before there were master keys.
    `files` is where the bytes of files are: a migration that goes down opens them.
    """

    def __init__(
        self,
        engine: Engine,
        owner: object,
        masters: Masters | None = None,
        *,
        secret: str = "",
        files: "FileStore | None" = None,
    ) -> None:
        self.engine, self.masters, self.secret, self.files = engine, masters, secret, files
        info = {"owner": owner, "masters": masters}
        self._sessions = {mode: _sessions(engine, info, mode) for mode in Mode}

    @contextmanager
    def unit_of_work(self, mode: Mode = Mode.WRITE) -> Iterator[Session]:
        """A session that commits once at the end, or rolls back when anything is raised or it was doomed.

        The transaction begins with the first statement: a page that reads nothing costs no connection.
        READ units never commit. Raises Stale when a version check failed.
        """
        session = self._sessions[mode]()
        try:
            yield session
            kept = mode is not Mode.READ and "doomed" not in session.info
            if kept:
                _commit(session)
            session.close()  # ends the transaction: what was not committed is rolled back
        except BaseException as problem:
            session.close()
            _after(session, "rolled_back")
            if isinstance(problem, StaleDataError):
                raise Stale from problem
            raise
        else:
            _after(session, "committed" if kept else "rolled_back")


def _commit(session: Session) -> None:
    # Never tried again here: whoever lost the connection at this very moment cannot know whether it was kept.
    session.flush()
    try:
        session.commit()
    except DBAPIError as problem:
        problem.add_note(COMMITTING)
        raise


def committing(problem: DBAPIError) -> bool:
    """Whether the connection was lost during a commit, so that it may or may not have been kept."""
    return problem.connection_invalidated and COMMITTING in getattr(problem, "__notes__", ())


def _sessions(engine: Engine, info: dict[Any, Any], mode: Mode) -> sessionmaker[OurSession]:
    prepared = engine.execution_options(**_options(mode, engine.dialect.name))
    return sessionmaker(prepared, class_=OurSession, expire_on_commit=False, info=info)


def _options(mode: Mode, dialect: str) -> dict[str, Any]:
    if dialect == "sqlite":
        return {"lms_writes": mode is not Mode.READ}
    return {"postgresql_readonly": mode is Mode.READ}


def _after(session: Session, what: str) -> None:
    callbacks: list[Callable[[], None]] = session.info.pop(what, [])
    for callback in callbacks:
        callback()


def when(session: Session, what: str, callback: Callable[[], None]) -> None:
    """Call back after this unit ended: what is "committed" or "rolled_back"."""
    session.info.setdefault(what, []).append(callback)


def doom(session: Session) -> None:
    """Nothing of this unit of work is to be kept: it will roll back at its end."""
    session.info["doomed"] = True


def announce(signal: Signal, session: Session, **facts: Any) -> None:
    """Send a signal to the listeners of this session's own PeerLMS, inside the same transaction."""
    signal.send(session.info["owner"], session=session, **facts)


def db_session() -> Session:
    """The session of this request."""
    session: Session = g.lms_session
    return session


def expect_version(row: Base, seen: int | None) -> None:
    """Raise Stale when the row has changed since the form that sends `seen` was opened."""
    if seen is not None and row.version != seen:
        raise Stale(row.version)
