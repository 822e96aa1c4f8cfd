"""The data map: every column with its reasons, by table; and who may see each class of data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from lms.core.db import Kept
from lms.core.text import Text
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.papers.classified import ERASED, Column
from lms.papers.subjects import NOT_PERSONAL, subject_of
from lms.papers.words import said
from lms.people.roles import ROLE_NAMES, Role

__all__ = ["HEADS", "Line", "Map", "Table", "data_map", "rows", "seen_by"]

Permissions = Mapping[str, Iterable[str]]

HEADS = (
    _l("Table"),
    _l("Column"),
    _l("Why it is kept"),
    _l("Basis"),
    _l("How long"),
    _l("When its person is erased, it"),
    _l("Sealed"),
    _l("Who may see it"),
)


@dataclass(frozen=True)
class Line:
    """Columns of one table that are kept for one reason."""

    names: Sequence[str]
    purpose: str
    basis: str
    retention: str
    erased: Text
    sealed: bool
    seen: str


@dataclass(frozen=True)
class Table:
    """A table and its lines."""

    name: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Map:
    """What is shown of the map; `personal` is whether only personal data is, `counts` columns and personal ones."""

    tables: Sequence[Table]
    personal: bool
    columns: int
    personal_columns: int


def data_map(found: Sequence[Column], permissions: Permissions, *, personal: bool) -> Map:
    """The map for a page, columns of one table that are treated alike in one line."""
    about_people = [column for column in found if column.kept not in NOT_PERSONAL]
    shown = about_people if personal else found
    tables = [Table(name, _lines(list(part), permissions)) for name, part in groupby(shown, lambda one: one.table)]
    return Map(tables, personal, len(found), len(about_people))


def rows(found: Sequence[Column], permissions: Permissions) -> list[tuple[Text, ...]]:
    """The map for a spreadsheet, a row for each column."""
    return [(column.table, column.name, *_told(column, permissions)) for column in found]


def seen_by(one: Kept, permissions: Permissions) -> str:
    """The roles that may see this class of data, beside its person, as far as they look after them."""
    if one in NOT_PERSONAL:
        return _("not about a person")
    subject = subject_of(one)
    if subject is None:
        return _("its plugin says")
    roles = [str(ROLE_NAMES[role]) for role in Role if set(permissions.get(role, ())) & set(subject.permissions)]
    return ", ".join(roles) or _("nobody else")


def _lines(found: Sequence[Column], permissions: Permissions) -> list[Line]:
    alike: dict[tuple[Kept, bool], list[str]] = {}
    for column in found:
        alike.setdefault((column.kept, column.sealed), []).append(column.name)
    return [
        Line(
            names,
            said(one.purpose),
            said(one.basis),
            said(one.retention),
            ERASED[one.erasure],
            sealed,
            seen_by(one, permissions),
        )
        for (one, sealed), names in alike.items()
    ]


def _told(column: Column, permissions: Permissions) -> tuple[Text, ...]:
    one = column.kept
    return (
        said(one.purpose),
        said(one.basis),
        said(one.retention),
        ERASED[one.erasure],
        _("yes") if column.sealed else _("no"),
        seen_by(one, permissions),
    )
