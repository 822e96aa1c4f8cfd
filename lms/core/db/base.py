"""The base of every table, and the column helper that makes classification mandatory."""

from datetime import UTC, datetime
from enum import Enum, StrEnum
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, declared_attr, mapped_column

from lms.core import clock
from lms.core.db.kept import TECHNICAL, Kept

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


@lru_cache(1 << 14)
def _id_of(text: str | None) -> UUID | None:
    return UUID(text) if text else None


class Id(sa.Uuid[UUID]):
    """A row's id. Where the database keeps ids as text, one that was read a moment ago is not made again."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """What makes an id of what the database gives; None where it gives one."""
        made = super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]
        return made and _id_of


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """Aware datetimes only, stored in UTC. Naive values are refused with ValueError."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """Cursors of long lists ask for it."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("UtcDateTime needs an aware datetime; use lms.core.clock.now()")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _enum() -> sa.Enum:
    return sa.Enum(
        Enum,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda kind: [m.value for m in kind],
    )


def field(*args: Any, kept: Kept, **options: Any) -> MappedColumn[Any]:
    """A column with its classification: `field(sa.String(200), kept=IDENTITY)`. Options as for mapped_column."""
    return mapped_column(*args, info={"kept": kept}, **options)


def foreign(target: str, *, kept: Kept = TECHNICAL, **options: Any) -> MappedColumn[Any]:
    """An indexed foreign key, `foreign("lms_person.id")`; deleting the target is refused unless said otherwise."""
    options.setdefault("index", True)
    return field(sa.ForeignKey(target, ondelete=options.pop("ondelete", "RESTRICT")), kept=kept, **options)


class Base(DeclarativeBase):
    """A row: client-made UUID, version for optimistic locking, and every column classified."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        UUID: Id(),
        Enum: _enum(),
        StrEnum: _enum(),
        dict[str, Any]: sa.JSON(),
        list[Any]: sa.JSON(),
        list[str]: sa.JSON(),
    }

    id: Mapped[UUID] = field(kept=TECHNICAL, primary_key=True, default=uuid4, sort_order=-3)
    version: Mapped[int] = field(kept=TECHNICAL, sort_order=-2)
    created_at: Mapped[datetime] = field(kept=TECHNICAL, default=clock.now, sort_order=-1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy passes the class
        return {"version_id_col": cls.version}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        table: sa.Table | None = cls.__dict__.get("__table__")
        for column in table.columns if table is not None else ():
            if not isinstance(column.info.get("kept"), Kept):
                column.table.metadata.remove(column.table)
                raise TypeError(
                    f"{cls.__name__}.{column.name} is not classified: write field(..., kept=...) and say why it is kept"
                )
