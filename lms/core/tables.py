"""Long lists: keyset pages of fifty that stay right while rows come and go."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.db.prepared import MOST_SHAPES

PAGE = 50
ENOUGH = 100  # home pages count to here: the list they lead to says the rest, and nobody waits for the counting
LONGEST = 2000
Item = TypeVar("Item")
Query = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Slice(Generic[Item]):
    """Up to a page of rows, and the cursor for the next one ("" at the end)."""

    items: Sequence[Item]
    after: str = ""


def keyset(
    session: Session,
    query: Query | tuple[Query, dict[str, Any]],
    keys: Sequence[Any],
    cursor: str = "",
    *,
    newest_first: bool = False,
    size: int = PAGE,
) -> Slice[Any]:
    """One page of `query`, ordered by `keys` (columns that together are unique, none null), descending if newest first.

    A cursor that is not ours starts from the beginning. Rows come as the query's tuples. `query` may be a prepared
    one; then its pages are prepared too.
    """
    seen = _opened(cursor, [key.type.python_type for key in keys])
    given, values = query if isinstance(query, tuple) else (query, {})
    build = _prepared_page if isinstance(query, tuple) else _page
    page = build(given, tuple(keys), bool(seen), newest_first, size)
    rows = session.execute(page, {**values, **{f"seen_{n}": value for n, value in enumerate(seen)}}).all()
    more = len(rows) > size
    width = len(keys)
    after = _closed(rows[size - 1][-width:]) if more else ""
    return Slice([tuple(row[:-width]) for row in rows[:size]], after)


def _page(query: Query, keys: tuple[Any, ...], goes_on: bool, newest_first: bool, size: int) -> Query:
    if goes_on:
        last = sa.tuple_(*(sa.bindparam(f"seen_{n}", type_=key.type) for n, key in enumerate(keys)))
        query = query.where(sa.tuple_(*keys) < last if newest_first else sa.tuple_(*keys) > last)
    order = [key.desc() for key in keys] if newest_first else keys
    return query.add_columns(*keys).order_by(*order).limit(size + 1)


_prepared_page = lru_cache(MOST_SHAPES)(_page)


def _closed(values: Sequence[Any]) -> str:
    plain = [v.isoformat() if isinstance(v, datetime) else str(v) for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode()


def _opened(cursor: str, kinds: Sequence[type]) -> list[Any]:
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor[:LONGEST].encode()))
        return [READERS[kind](text) for kind, text in zip(kinds, plain, strict=True)]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment of ours knows its zone")
    return moment


def _words(text: str) -> str:
    if "\0" in text:
        raise ValueError("no text of ours holds a NUL")
    return text


def _number(text: str) -> int:
    number = int(text)
    if not -(2**63) <= number < 2**63:
        raise ValueError("no column of ours is as wide")
    return number


# What a cursor may hold, by the type of the column that it is compared with.
READERS: dict[type, Callable[[str], Any]] = {
    datetime: _moment,
    date: date.fromisoformat,
    UUID: UUID,
    str: _words,
    int: _number,
}


def counted(session: Session, query: Query) -> int:
    """How many rows the query finds, counting to ENOUGH."""
    return session.scalar(sa.select(sa.func.count()).select_from(query.limit(ENOUGH).subquery())) or 0
