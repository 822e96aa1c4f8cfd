"""Statements built once: building an expression costs more than running it does."""

from collections.abc import Callable
from functools import cache, lru_cache, wraps
from inspect import Parameter, signature
from typing import Any, ParamSpec, TypeVar
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.db.base import Base

P = ParamSpec("P")
MOST_SHAPES = 256
Statement = TypeVar("Statement", bound=sa.Executable)


def prepared(build: Callable[P, Statement]) -> Callable[P, tuple[Statement, dict[str, Any]]]:
    """A statement that is built at its first use, and from then on only given its values.

    Keyword-only arguments of `build` are values: inside it they are bound parameters, to compare columns with and
    nothing else. Positional ones give the statement its shape (the paths of somebody's nodes, say), and each shape
    is built once. Call it as `session.execute(*query(person=…))`.
    """
    names = [name for name, one in signature(build).parameters.items() if one.kind is Parameter.KEYWORD_ONLY]

    @lru_cache(MOST_SHAPES)
    def statement(*shape: Any) -> Any:
        return build(*shape, **{name: sa.bindparam(name) for name in names})  # type: ignore[arg-type]

    @wraps(build)
    def ready(*shape: Any, **values: Any) -> tuple[Any, dict[str, Any]]:
        return statement(*shape), values

    return ready


def rows(session: Session, query: tuple[sa.Executable, dict[str, Any]]) -> sa.CursorResult[*tuple[Any, ...]]:
    """The rows of a prepared query for plain columns, past the ORM: half the price. What waits is flushed first."""
    session.flush()
    return session.connection().execute(*query)


@cache
def _insert(model: type[Base]) -> sa.Insert:
    return sa.insert(model)


def insert(session: Session, model: type[Base], **values: Any) -> UUID:
    """Add a row that nobody needs as an object, past the ORM: a third of the price. Gives its id."""
    key = uuid4()
    session.flush()
    session.connection().execute(_insert(model), {"id": key, "version": 1, **values})
    return key
