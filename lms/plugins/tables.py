"""The tables a plugin brings: named after it, each column classified, with a folder of migrations."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from lms.core.db import Base, Kept
from lms.core.db.schema import Schema, heads, of_plugin
from lms.plugins.guests import Unfit

__all__ = ["package_of", "places_of", "schema_of", "tables_of"]

# Package → the tables that came with it. A module is imported once in a process: to the apps that load its plugin after
# the first, nothing arrives, and a table that was turned away is no longer among the others.
_ARRIVED: dict[str, dict[str, sa.Table]] = {}


def package_of(plugin: Any) -> str:
    """The importable package a plugin states; else the module it was written in."""
    return str(getattr(plugin, "package", None) or getattr(plugin, "__name__", None) or type(plugin).__module__)


def places_of(plugin: Any) -> list[Path]:
    """The folders of a plugin's package; none where it is written in a module, or in the script that was started."""
    package = package_of(plugin)
    spec = find_spec(package) if package != "__main__" else None
    return [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []


def tables_of(name: str, plugin: Any, arrived: set[str]) -> list[sa.Table]:
    """Tables mapped in the plugin's package, named after it, or that arrived when it was imported, here or before."""
    package = package_of(plugin)
    noted = _ARRIVED.setdefault(package, {})
    noted.update((table, Base.metadata.tables[table]) for table in arrived)
    mapped = {
        mapper.local_table.name: mapper.local_table
        for mapper in Base.registry.mappers
        if f"{mapper.class_.__module__}.".startswith(f"{package}.") and isinstance(mapper.local_table, sa.Table)
    }
    prefix = of_plugin(name, Path()).prefix
    named = {table: found for table, found in Base.metadata.tables.items() if table.startswith(prefix)}
    found = {**named, **noted, **mapped}
    return [found[table] for table in sorted(found)]


def schema_of(name: str, plugin: Any, tables: list[sa.Table]) -> Schema | None:
    """The plugin's schema; None when it neither has tables nor states migrations. Raises Unfit."""
    _expect_names(name, tables)
    _expect_classified(tables)
    folder = getattr(plugin, "migrations", None)
    if folder is None:
        if tables:
            raise Unfit(f"It brings tables ({_listed(tables)}) and states no folder of migrations.")
        return None
    schema = of_plugin(name, _folder(plugin, str(folder)))
    if len(heads(schema)) != 1:
        raise Unfit(f"Its migrations have {len(heads(schema))} newest revisions; there has to be one.")
    return schema


def _expect_names(name: str, tables: list[sa.Table]) -> None:
    prefix = of_plugin(name, Path()).prefix
    foreign = [table for table in tables if not table.name.startswith(prefix)]
    for table in foreign:
        Base.metadata.remove(table)  # nobody is to take it for one of ours
    if foreign:
        raise Unfit(f"Its tables must be named {prefix}…, and these are not: {_listed(foreign)}.")


def _expect_classified(tables: list[sa.Table]) -> None:
    columns = [column for table in tables for column in table.columns]
    bare = [str(column) for column in columns if not isinstance(column.info.get("kept"), Kept)]
    if bare:
        raise Unfit(f"These columns do not say why they are kept: {', '.join(bare)}.")


def _folder(plugin: Any, stated: str) -> Path:
    for place in places_of(plugin):
        if (place / stated).is_dir():
            return place / stated
    raise Unfit(f"It states migrations = {stated!r}, and its package {package_of(plugin)} has no such folder.")


def _listed(tables: list[sa.Table]) -> str:
    return ", ".join(table.name for table in tables)
