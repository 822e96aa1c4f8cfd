"""Tables, migrations and jobs: what a plugin leaves in the database."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.cli.migrate import downgrade, upgrade
from lms.core.db import Base, Database
from lms.core.db.schema import Schema
from lms.plugins.guests import Unfit
from lms.plugins.tables import schema_of, tables_of
from lms.testing.contract.bench import Bench

__all__ = ["jobs_are_harmless_twice", "migrations_go_up_and_down", "tables_are_its_own"]


def tables_are_its_own(bench: Bench) -> Iterator[str]:
    """Its tables are named after it, every column says why it is kept, and a folder of migrations goes with them."""
    try:
        tables = tables_of(bench.name, bench.guest.plugin, set())
        schema_of(bench.name, bench.guest.plugin, tables)
    except Unfit as problem:
        yield str(problem)


def migrations_go_up_and_down(bench: Bench) -> Iterator[str]:
    """Its migrations go up, down and up again; then the database is what the models say."""
    schema, database = bench.guest.schema, bench.house.runtime.database
    if schema is None:
        return
    try:
        upgrade(database, schemas=[schema])
        yield from _drift(schema, database, "after going up")
        downgrade(database, "base", schemas=[schema])
        left = [name for name in sa.inspect(database.engine).get_table_names() if schema.owns(name)]
        if left:
            yield f"going down leaves tables behind: {', '.join(left)}"
        upgrade(database, schemas=[schema])
        yield from _drift(schema, database, "after going up again")
    except Exception as problem:
        yield f"{type(problem).__name__}: {problem}"


def _drift(schema: Schema, database: Database, when: str) -> Iterator[str]:
    with database.engine.connect() as connection:
        for change in schema.drift(connection):
            yield f"{when}, the database and the models differ: {change}"


def jobs_are_harmless_twice(bench: Bench) -> Iterator[str]:
    """Each outbox job, carried out a second time, changes nothing more."""
    for kind, handler in bench.guest.answers.get("outbox_handlers", {}).items():
        if kind not in bench.payloads:
            yield f"give an example of {kind} in `payloads`, so that it can be tried"
            continue
        with bench.house.unit() as session:
            payload = bench.payloads[kind](session)
        seen = [_run(bench, handler, payload) for _ in range(2)]
        changed = sorted(table for table in seen[0] if seen[0][table] != seen[1][table])
        if changed:
            yield f"{kind}, carried out twice, changes {', '.join(changed)} a second time"


def _run(bench: Bench, handler: Any, payload: Any) -> dict[str, list[Any]]:
    with bench.house.unit() as session:
        outside = handler(session, payload, bench.house.runtime)
    if callable(outside):
        outside()
    with bench.house.unit() as session:
        return {name: _rows(session, table) for name, table in Base.metadata.tables.items() if _is_here(session, name)}


def _is_here(session: Session, table: str) -> bool:
    return sa.inspect(session.connection()).has_table(table)


def _rows(session: Session, table: sa.Table) -> list[Any]:
    return sorted(map(repr, session.execute(sa.select(table))))
