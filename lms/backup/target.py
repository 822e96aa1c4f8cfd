"""What a backup would be put into, looked at before anything is touched."""

import shutil
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from lms.backup.archive import Backup
from lms.core.db.schema import CORE, strangers
from lms.core.errors import NotReady, Refused
from lms.core.files import LocalStore
from lms.core.web.runtime import Runtime

__all__ = ["Target", "expect_fit", "look_at"]

# What SQLite needs for a row, its indexes, and the log that holds all of it until it is kept.
TIMES = 3


@dataclass(frozen=True)
class Target:
    """An installation's database: how many people are in it, what it stands at, tables that nobody here knows."""

    people: int
    unknown: tuple[str, ...] = ()
    strangers: tuple[str, ...] = field(default=())


def look_at(runtime: Runtime) -> Target:
    """Read what is there. Raises NotReady when it cannot be reached."""
    try:
        with runtime.database.engine.connect() as connection:
            behind = {schema.name: schema for schema in runtime.schemas if not schema.knows(schema.current(connection))}
            return Target(_people(connection), tuple(behind), tuple(strangers(connection, runtime.schemas)))
    except OperationalError as problem:
        raise NotReady(
            f"The database cannot be reached: {str(problem.orig).strip().splitlines()[0]}.",
            "Check PEER_LMS_DATABASE_URL and that its server runs.",
        ) from None


def _people(connection: Connection) -> int:
    names = sa.inspect(connection).get_table_names()
    tables = [sa.table(name) for name in ("lms_person", "lms_node") if name in names]
    return sum(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables)


def expect_fit(runtime: Runtime, backup: Backup, target: Target, *, replace: bool) -> None:
    """Raise Refused, with the reason and the mend, unless this backup can be put into this target by this version."""
    _expect_known(runtime, backup)
    if target.people and not replace:
        raise Refused(
            f"There are {target.people} people and places in this database already. "
            "Restore into an empty one; or add --replace, and everything that is there now is gone for good."
        )
    if target.strangers:
        raise Refused(
            f"{', '.join(target.strangers)} belong to a plugin that is not installed here, or is switched off. "
            "Install it, or restore into an empty database."
        )
    if target.unknown:
        raise Refused(
            f"This database was made by a newer version ({', '.join(target.unknown)}). Restore into an empty one."
        )
    _expect_room(runtime, backup)


def _expect_known(runtime: Runtime, backup: Backup) -> None:
    schemas, made = {schema.name: schema for schema in runtime.schemas}, backup.manifest.version
    for name, heads in backup.manifest.heads.items():
        if name not in schemas:
            raise Refused(f"The backup has tables of the plugin {name}, which is not here. Install it first.")
        if not schemas[name].knows(heads):
            raise Refused(f"The backup is of version {made}, which is newer ({name} {', '.join(heads)}). Install that.")
    foreign = [name for name in backup.manifest.tables if not any(schema.owns(name) for schema in runtime.schemas)]
    if foreign or CORE.name not in backup.manifest.heads:
        raise Refused(f"The backup has tables that are not ours: {', '.join(foreign)}. Take another backup.")


def _expect_room(runtime: Runtime, backup: Backup) -> None:
    wanted = 0
    for name, member in backup.manifest.members.items():
        if name.startswith("files/"):
            wanted += member.size if isinstance(runtime.files, LocalStore) else 0
        elif runtime.database.engine.dialect.name == "sqlite":
            wanted += TIMES * member.size
    free = shutil.disk_usage(runtime.settings.data_dir).free
    if free < wanted:
        raise Refused(
            f"The backup needs {wanted // 10**6 + 1} MB where {runtime.settings.data_dir.resolve()} is, "
            f"and {free // 10**6} MB are free. Make room."
        )
