"""The database: there, at our version, and, when it is a server, one that can be trusted with names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from lms.cli.doctor.findings import Finding, found
from lms.cli.doctor.patient import Patient
from lms.core import clock
from lms.core.db.schema import Schema, behind
from lms.core.errors import NotReady
from lms.jobs.spread.tables import expect

__all__ = ["RULES", "Server", "judge"]

OLDEST, APART = 13, 5
SAFE = {"require", "verify-ca", "verify-full"}
ASKED = """
SELECT current_setting('server_version_num')::int / 10000, pg_encoding_to_char(encoding),
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user), current_user, clock_timestamp()
FROM pg_database WHERE datname = current_database()
"""


@dataclass(frozen=True)
class Server:
    """What a PostgreSQL server says of itself, of our database and of us."""

    version: int
    encoding: str
    superuser: bool
    user: str
    now: datetime


def reached(patient: Patient) -> Iterator[Finding]:
    """A connection, and what is seen through it."""
    if patient.database is None:
        return
    try:
        with patient.database.engine.connect() as connection:
            yield from _versions(connection, patient.schemas)
            if connection.dialect.name == "postgresql":
                yield from judge(Server(*connection.execute(sa.text(ASKED)).one()), clock.now())
                if patient.settings.jobs == "procrastinate":
                    yield from _spread(connection)
    except SQLAlchemyError as problem:
        yield found("database", why=type(problem).__name__)


def _versions(connection: Connection, schemas: tuple[Schema, ...]) -> Iterator[Finding]:
    late = [schema for schema in schemas if schema.name in behind(connection, schemas)]
    newer = [schema for schema in late if schema.current(connection) - _known(schema)]
    for code, names in (("database-newer", newer), ("migrations", [schema for schema in late if schema not in newer])):
        if names:
            yield found(code, names=", ".join(schema.name for schema in names))


def _spread(connection: Connection) -> Iterator[Finding]:
    try:
        expect(connection)
    except NotReady as problem:
        yield found("jobs", says=problem.says, mend=problem.mend)


def _known(schema: Schema) -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(schema.config()).walk_revisions()}


def judge(server: Server, now: datetime) -> Iterator[Finding]:
    """What is not well with a server, seen at our own `now`."""
    if server.version < OLDEST:
        yield found("database-old", number=server.version)
    if server.encoding != "UTF8":
        yield found("database-encoding", name=server.encoding)
    if server.superuser:
        yield found("database-superuser", name=server.user)
    apart = abs(int((server.now - now).total_seconds()))
    if apart > APART:
        yield found("clock", number=apart)


def on_the_way(patient: Patient) -> Iterator[Finding]:
    """A server on another machine is spoken to under TLS."""
    if patient.database is None or patient.database.engine.name == "sqlite":
        return
    address = patient.database.engine.url
    host = address.host or str(address.query.get("host", ""))
    away = host and not host.startswith("/") and host not in {"localhost", "127.0.0.1", "::1"}
    if away and address.query.get("sslmode") not in SAFE:
        yield found("database-plain", host=host)


RULES = (on_the_way, reached)
