"""`peer-lms migrate` as a process of the drill's own, which kills itself before the statement with the number given."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine

from lms.app import create_app
from lms.cli.migrate import prepare
from lms.core.db import whole
from lms.core.web.runtime import KEY


@contextmanager
def hasty(engine: Engine) -> Iterator[sa.Connection]:
    """A planted fault: what a migration does is kept statement by statement."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        yield connection


def main(environment: Mapping[str, str], stop: int, count_of: Connection, *, planted: bool) -> None:
    """Count, or stop dead; with the number 0 it runs to its end and says how many statements it took."""
    os.environ.update(environment)
    runtime, numbers = create_app().extensions[KEY], count(1)

    def counted(*_facts: Any) -> None:
        if next(numbers) == stop:
            os.kill(os.getpid(), signal.SIGKILL)

    engine: sa.Engine = runtime.database.engine
    event.listen(engine, "before_cursor_execute", counted)
    event.listen(engine, "commit", counted)
    if planted:
        whole.in_one_go = hasty
    prepare(runtime, runtime.schemas)
    count_of.send(next(numbers) - 1)
