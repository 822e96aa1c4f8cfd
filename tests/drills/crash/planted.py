"""A planted fault: our app, made to say "saved" before it commits. Served by the drill only, to see that it is caught."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import has_request_context, request
from sqlalchemy.orm import Session
from werkzeug.wsgi import ClosingIterator

from lms.app import create_app
from lms.core.access import Mode
from lms.core.db.unit import Database

LATE_S = 0.25
honest = Database.unit_of_work


@contextmanager
def hasty(self: Database, mode: Mode = Mode.WRITE) -> Iterator[Session]:
    """The unit of work, whose commit of a form waits until the reply is on its way."""
    if not has_request_context() or request.method != "POST":
        with honest(self, mode) as session:
            yield session
        return
    session = self._sessions[mode]()
    try:
        yield session
        session.flush()
    except BaseException:
        session.close()
        raise
    if "doomed" in session.info:
        session.close()
    else:
        request.environ.setdefault("drill.late", []).append(session)


def build() -> Callable[..., Iterable[bytes]]:
    """The app, hasty."""
    Database.unit_of_work = hasty  # type: ignore[method-assign]
    app = create_app()
    inner = app.wsgi_app

    def served(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        return ClosingIterator(inner(environ, start), lambda: _late(environ))

    app.wsgi_app = served  # type: ignore[method-assign]
    return app


def _late(environ: dict[str, Any]) -> None:
    for session in environ.get("drill.late", ()):
        time.sleep(LATE_S)
        session.commit()
        session.close()
