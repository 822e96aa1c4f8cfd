"""Alembic's environment: the tables of one schema, core's or a plugin's, in one transaction."""

from contextlib import nullcontext

from alembic import context

from lms.core.db import Base
from lms.core.db.whole import in_one_go, wait_briefly


def run() -> None:
    """Run the migrations of the schema we were given, in a transaction of their own or in the one we were given.

    The loader has mapped every plugin's tables.
    """
    given = context.config.attributes
    schema, held = given["schema"], given["connection"]
    with nullcontext(held) if held is not None else in_one_go(given["engine"]) as connection:
        if held is None:  # a restore has the database to itself, and may wait as long as it likes
            wait_briefly(connection)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            transactional_ddl=True,
            **schema.options(),
        )
        with context.begin_transaction():
            context.run_migrations()


run()
