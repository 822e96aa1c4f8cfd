"""The column under a sealed field: it takes and gives closed values, and is compared with nothing."""

from typing import Any, NoReturn

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from lms.core.sealing.envelope import SCHEME

__all__ = ["REFUSED", "Closed", "Waiting"]

REFUSED = "is sealed: it cannot be searched, sorted or selected. Load the row and ask it."


class Waiting:
    """Words that are not closed yet: that is done when the row is written, which then has an id and an owner."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Closed(sa.types.TypeDecorator[str]):
    """A sealed value as it is kept. Nothing else gets into the column, and nothing is compared with it."""

    impl = sa.Text
    cache_ok = True

    class comparator_factory(sa.types.TypeDecorator.Comparator[str]):  # noqa: N801 - SQLAlchemy's name
        """Refuses to sort and to search."""

        def operate(self, op: Any, *other: Any, **options: Any) -> NoReturn:
            raise TypeError(f"{self.expr} {REFUSED}")

        reverse_operate = operate

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if not value or (isinstance(value, str) and value.startswith(f"{SCHEME}:")):
            return value
        raise TypeError("a sealed column is written through a row of its model, never past it")
