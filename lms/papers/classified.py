"""The classification as it stands: every column of every table of ours, read from the models."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.core.db import Base, Kept
from lms.core.db.kept import Erasure
from lms.core.db.schema import Schema
from lms.core.text import Lazy, Text
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l

__all__ = ["ERASED", "Column", "classes", "columns", "sealing"]

ERASED: dict[Erasure, Lazy] = {
    Erasure.KEEP: _l("stays"),
    Erasure.CLEAR: _l("is emptied"),
    Erasure.REPLACE: _l("is replaced by a name that says nothing"),
}


@dataclass(frozen=True)
class Column:
    """One column: where it is, why it is kept, and whether it is sealed with a key of its person's."""

    table: str
    name: str
    kept: Kept
    sealed: bool


def columns(schemas: Iterable[Schema]) -> list[Column]:
    """Every column of the tables of these schemas, tables by name and columns in their order."""
    ours = tuple(schemas)
    return [
        Column(name, column.name, column.info["kept"], "sealed" in column.info)
        for name, table in sorted(Base.metadata.tables.items())
        if any(schema.owns(name) for schema in ours)
        for column in table.columns
    ]


def classes(found: Sequence[Column]) -> list[Kept]:
    """The classes of data that occur, each once."""
    return list(dict.fromkeys(column.kept for column in found))


def sealing(found: Sequence[Column], one: Kept) -> Text:
    """Whether what is of this class is sealed: yes, no, or in part."""
    sealed = {column.sealed for column in found if column.kept == one}
    return _("in part") if len(sealed) > 1 else _("yes") if True in sealed else _("no")
