"""What a backup says of itself: everything needed to see that it is whole, and where it fits. It holds no secret."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lms.backup.kinds import KINDS
from lms.backup.shapes import Shape
from lms.core.errors import Refused

__all__ = ["FORMAT", "PRODUCT", "Manifest", "Member", "Table", "file_member", "read_manifest", "rows_member"]

FORMAT = 1
PRODUCT = "peer-lms"
UNREADABLE = "The file's list of contents cannot be read. Take another backup."


@dataclass(frozen=True)
class Member:
    """One part of the file: its bytes when unpacked."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Table:
    """A table: its shape, how many rows it has, and a hash over them that does not depend on the engine."""

    columns: Sequence[Sequence[str]]
    key: Sequence[str]
    rows: int
    content: str


@dataclass(frozen=True)
class Manifest:
    """Made by which version, when, on which engine, at which revisions; the tables, and every part with its hash.

    `missing` and `damaged` are files that a row names and the store had not, or not as they were kept; `gone` were
    deleted by somebody while the backup was made; `left_out` are tables of plugins that were not there.
    """

    product: str
    format: int
    version: str
    made_at: str
    engine: str
    heads: Mapping[str, Sequence[str]]
    keys: Mapping[str, str]
    tables: Mapping[str, Table]
    members: Mapping[str, Member]
    missing: Sequence[str] = ()
    damaged: Sequence[str] = ()
    gone: Sequence[str] = ()
    left_out: Sequence[str] = ()

    @property
    def rows(self) -> int:
        """How many rows all tables have."""
        return sum(table.rows for table in self.tables.values())

    @property
    def files(self) -> list[str]:
        """The ids of the files in it."""
        return [name.removeprefix("files/") for name in self.members if name.startswith("files/")]

    @property
    def whole(self) -> bool:
        """Whether nothing that should be in it is lacking."""
        return not (self.missing or self.damaged or self.left_out)

    def shape(self, name: str) -> Shape:
        """The shape of one of its tables."""
        table = self.tables[name]
        return Shape(name, tuple((column, kind) for column, kind in table.columns), tuple(table.key))

    def as_bytes(self) -> bytes:
        """As it stands in the file."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode()


def rows_member(table: str) -> str:
    """The name of the part with a table's rows."""
    return f"rows/{table}.jsonl"


def file_member(key: str) -> str:
    """The name of the part that is a person's file."""
    return f"files/{key}"


def read_manifest(text: bytes) -> Manifest:
    """Raises Refused when it is of another product or format, or not a manifest."""
    try:
        facts: dict[str, Any] = json.loads(text)
        product, made = facts["product"], facts["format"]
    except (ValueError, KeyError, TypeError):
        raise Refused(UNREADABLE) from None
    if product != PRODUCT or made != FORMAT:
        raise Refused(f"The file is a backup of {product}, format {made}. This version reads format {FORMAT} of ours.")
    try:
        tables = {name: Table(**table) for name, table in facts.pop("tables").items()}
        members = {name: Member(**member) for name, member in facts.pop("members").items()}
        manifest = Manifest(**facts, tables=tables, members=members)
        known = all(kind in KINDS for table in tables.values() for _column, kind in table.columns)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused(UNREADABLE) from None
    if not known or not {rows_member(name) for name in tables} <= members.keys():
        raise Refused(UNREADABLE)
    return manifest
