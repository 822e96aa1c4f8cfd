"""A program of the drill's own: `peer-lms migrate`, which kills itself before the statement with the number given.

With the number 0 it runs to its end and says how many statements it took. HASTY=1 plants a fault: each is kept at once.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from lms.app import create_app
from lms.cli.migrate import prepare
from lms.core.db import whole
from lms.core.web.runtime import KEY


@contextmanager
def hasty(engine: Engine) -> Iterator[Connection]:
    """A planted fault: what a migration does is kept statement by statement."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        yield connection


def main() -> None:
    """Count, or stop dead."""
    stop, numbers = int(sys.argv[1]), count(1)
    runtime = create_app().extensions[KEY]

    def counted(*_facts: Any) -> None:
        if next(numbers) == stop:
            os.kill(os.getpid(), signal.SIGKILL)

    engine: sa.Engine = runtime.database.engine
    event.listen(engine, "before_cursor_execute", counted)
    event.listen(engine, "commit", counted)
    if os.environ.get("HASTY"):
        whole.in_one_go = hasty
    prepare(runtime, runtime.schemas)
    print(next(numbers) - 1)


if __name__ == "__main__":
    main()
