"""Alembic's environment: the tables of one schema, core's or a plugin's, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from sqlalchemy.engine import Connection

from lms.core.db import Base


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite rebuilds and drops tables row by row; its foreign keys rest meanwhile, and are checked at the end."""
    raw = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration left rows that point nowhere: {broken[:5]}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    """Run the migrations over the engine and the schema we were given. The loader has mapped every plugin's tables."""
    engine, schema = context.config.attributes["engine"], context.config.attributes["schema"]
    with engine.connect().execution_options(lms_writes=True) as connection, without_foreign_keys(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            transactional_ddl=True,
            **schema.options(),
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":  # a migration may take its time, as no page may
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
            context.run_migrations()


run()
