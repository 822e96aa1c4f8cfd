"""Tables that are migrated together: the core's, or one plugin's; each with a version table of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

from lms.core.db.base import Base
from lms.core.masters import Masters

if TYPE_CHECKING:
    from lms.core.files import FileStore

__all__ = ["CORE", "GUESTS", "Schema", "behind", "heads", "of_plugin", "strangers", "take_away"]

ENVIRONMENT = Path(__file__).resolve().parents[2] / "migrations"
GUESTS = "lms_x_"
# What triggers on PostgreSQL call; on SQLite a trigger goes with its table.
FUNCTIONS = sa.text(
    "SELECT oid::regprocedure::text FROM pg_proc "
    r"WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'lms\_%'"
)


@dataclass(frozen=True)
class Schema:
    """The tables whose names begin with `prefix`, the folder of their revisions, and where they stand."""

    name: str
    revisions: Path
    prefix: str

    @property
    def version_table(self) -> str:
        """Where the database notes which revision these tables are at."""
        return f"{self.prefix}alembic_version"

    def owns(self, table: str) -> bool:
        """Whether a table is of this schema; a host's tables, and other plugins', never are."""
        if table == self.version_table or not table.startswith(self.prefix):
            return False
        return self.prefix.startswith(GUESTS) or not table.startswith(GUESTS)

    def config(
        self,
        engine: Engine | None = None,
        masters: Masters | None = None,
        *,
        connection: Connection | None = None,
        secret: str = "",
        files: "FileStore | None" = None,
    ) -> Config:
        """What Alembic's commands need: our environment over this schema's revisions, and keys to what is sealed.

        `secret` is the service's secret key, with which some of it was closed before there were master keys; `files` is
        the store of what people sent.

        With a connection they run in its transaction; else in one of their own.
        """
        made = Config()
        made.set_main_option("script_location", _literal(ENVIRONMENT))
        made.set_main_option("version_locations", _literal(self.revisions))
        made.set_main_option("path_separator", "newline")
        made.attributes.update(engine=engine, connection=connection, schema=self, masters=masters)
        made.attributes.update(secret=secret, files=files)
        return made

    def options(self) -> dict[str, Any]:
        """What every migration context over this schema is told."""
        return {"version_table": self.version_table, "include_object": self._included, "compare_type": True}

    def current(self, connection: Connection) -> set[str]:
        """The revisions the database stands at."""
        return set(MigrationContext.configure(connection, opts=self.options()).get_current_heads())

    def knows(self, revisions: Iterable[str]) -> bool:
        """Whether this code brings all of these revisions."""
        known = {found.revision for found in ScriptDirectory.from_config(self.config()).walk_revisions()}
        return known.issuperset(revisions)

    def drift(self, connection: Connection) -> list[Any]:
        """How the database differs from the models, as Alembic's operations; empty when it does not."""
        return list(compare_metadata(MigrationContext.configure(connection, opts=self.options()), Base.metadata))

    def _included(self, _object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
        return kind != "table" or self.owns(name or "")


CORE = Schema("core", ENVIRONMENT / "versions", "lms_")


def of_plugin(name: str, revisions: Path) -> Schema:
    """The schema of a plugin: every table of it is named lms_x_<plugin>_…"""
    return Schema(name, revisions, f"{GUESTS}{name}_")


def behind(connection: Connection, schemas: tuple[Schema, ...]) -> list[str]:
    """The names of the schemas that are not at the version of this code; [] when all are."""
    return [schema.name for schema in schemas if schema.current(connection) != heads(schema)]


def take_away(connection: Connection, schemas: tuple[Schema, ...]) -> None:
    """Drop these schemas' tables whatever is in them, and what else of ours the database keeps beside them."""
    ours = [
        name
        for name in sa.inspect(connection).get_table_names()
        if any(schema.owns(name) or name == schema.version_table for schema in schemas)
    ]
    if connection.dialect.name == "sqlite":
        for name in ours:
            connection.exec_driver_sql(f'DROP TABLE "{name}"')
    elif ours:
        # All at once: they point at each other. A host's table that points at one of ours keeps them all.
        connection.exec_driver_sql(f"DROP TABLE {', '.join(ours)}")
        for function in connection.scalars(FUNCTIONS).all():
            connection.exec_driver_sql(f"DROP FUNCTION {function}")


def strangers(connection: Connection, schemas: tuple[Schema, ...]) -> list[str]:
    """Tables of plugins that are not here now, or are switched off: nobody knows how to take them down."""
    known = tuple(schema.prefix for schema in schemas if schema is not CORE)
    tables = sa.inspect(connection).get_table_names()
    return sorted(name for name in tables if name.startswith(GUESTS) and not name.startswith(known))


@cache
def heads(schema: Schema) -> frozenset[str]:
    """The newest revisions that this code brings."""
    return frozenset(ScriptDirectory.from_config(schema.config()).get_heads())


def _literal(path: Path) -> str:
    return str(path).replace("%", "%%")  # a Config interpolates
