"""Alembic's environment: our tables only, in one transaction, under our own version table."""

from typing import Any

from alembic import context

from lms.core.db import Base


def ours(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """Leave a host's tables alone."""
    return kind != "table" or (name or "").startswith("lms_")


def run() -> None:
    """Run the migrations over the engine we were given."""
    engine = context.config.attributes["engine"]
    with engine.connect().execution_options(lms_writes=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            version_table=context.config.attributes["version_table"],
            include_object=ours,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
