"""Tables that are migrated together: the core's, or one plugin's; each with a version table of its own."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

from lms.core.db.base import Base
from lms.core.keys import Masters

__all__ = ["CORE", "GUESTS", "Schema", "behind", "of_plugin"]

ENVIRONMENT = Path(__file__).resolve().parents[2] / "migrations"
GUESTS = "lms_x_"


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

    def config(self, engine: Engine | None = None, masters: Masters | None = None) -> Config:
        """What Alembic's commands need: our environment over this schema's revisions, and keys to what is sealed."""
        made = Config()
        made.set_main_option("script_location", _literal(ENVIRONMENT))
        made.set_main_option("version_locations", _literal(self.revisions))
        made.set_main_option("path_separator", "newline")
        made.attributes.update(engine=engine, schema=self, masters=masters)
        return made

    def options(self) -> dict[str, Any]:
        """What every migration context over this schema is told."""
        return {"version_table": self.version_table, "include_object": self._included, "compare_type": True}

    def current(self, connection: Connection) -> set[str]:
        """The revisions the database stands at."""
        return set(MigrationContext.configure(connection, opts=self.options()).get_current_heads())

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


@cache
def heads(schema: Schema) -> frozenset[str]:
    """The newest revisions that this code brings."""
    return frozenset(ScriptDirectory.from_config(schema.config()).get_heads())


def _literal(path: Path) -> str:
    return str(path).replace("%", "%%")  # a Config interpolates
