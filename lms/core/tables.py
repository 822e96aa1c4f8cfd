"""Long lists: keyset pages of fifty that stay right while rows come and go."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

PAGE = 50
Item = TypeVar("Item")


@dataclass(frozen=True)
class Slice(Generic[Item]):
    """Up to a page of rows, and the cursor for the next one ("" at the end)."""

    items: Sequence[Item]
    after: str = ""


def keyset(
    session: Session,
    query: sa.Select[*tuple[Any, ...]],
    keys: Sequence[Any],
    cursor: str = "",
    *,
    newest_first: bool = False,
    size: int = PAGE,
) -> Slice[Any]:
    """One page of `query`, ordered by `keys` (columns that together are unique, none null), descending if newest first.

    A cursor that is not ours starts from the beginning. Rows come as the query's tuples.
    """
    seen = _opened(cursor, len(keys))
    if seen:
        here, last = (
            sa.tuple_(*keys),
            sa.tuple_(*(sa.literal(v, k.type) for v, k in zip(seen, keys, strict=True))),
        )
        query = query.where(here < last if newest_first else here > last)
    order = [key.desc() for key in keys] if newest_first else keys
    rows = session.execute(query.add_columns(*keys).order_by(*order).limit(size + 1)).all()
    more = len(rows) > size
    width = len(keys)
    after = _closed(rows[size - 1][-width:]) if more else ""
    return Slice([tuple(row[:-width]) for row in rows[:size]], after)


def _closed(values: Sequence[Any]) -> str:
    plain = [[type(v).__name__, v.isoformat() if isinstance(v, datetime) else str(v)] for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode()


def _opened(cursor: str, width: int) -> list[Any]:
    readers: dict[str, Callable[[str], Any]] = {
        "datetime": datetime.fromisoformat,
        "UUID": UUID,
        "str": str,
        "int": int,
    }
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        values = [readers[kind](text) for kind, text in plain]
    except (ValueError, KeyError, TypeError):
        return []
    return values if len(values) == width else []
